from django.http import HttpResponse
def field(request): return HttpResponse("…")
