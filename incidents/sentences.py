def sentence(event): return event.name
