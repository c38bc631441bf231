from django.http import HttpResponse
def wall(request): return HttpResponse("…")
