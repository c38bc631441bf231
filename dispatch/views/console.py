from django.http import HttpResponse
def console(request): return HttpResponse("…")
