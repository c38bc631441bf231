from django.http import HttpResponse
def audit(request): return HttpResponse("…")
