from .area import Area
from .call import Call
from .event import Event, Stream
from .incident import Incident, IncidentState, Verification
from .kind import Disposition, Kind, KindAgency, Privacy, Question
from .note import Note
from .place import Confidence, Place, Placed, PlaceSource
from .report import Amendment, Channel, Outcome, RawIntake, Report
from .reveal import Reveal

__all__ = [
    "Amendment", "Area", "Call", "Channel", "Confidence", "Disposition", "Event", "Incident", "IncidentState", "Kind",
    "KindAgency", "Note", "Outcome", "Place", "PlaceSource", "Placed", "Privacy", "Question", "RawIntake", "Report",
    "Reveal", "Stream", "Verification",
]  # fmt: skip
