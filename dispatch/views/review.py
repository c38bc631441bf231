from django.http import HttpResponse
def review(request): return HttpResponse("…")
