from django.http import HttpResponse
def incident(request, number): return HttpResponse("…")
incident_print = incident
