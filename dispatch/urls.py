"""The pages of the room and their forms. Paths are Indonesian: they are read aloud over the telephone."""

from django.urls import path

from .views import audit, console, desk, field, figures, incident, orders, review, wall

urlpatterns = [
    path("konsol/", console.console, name="console"),
    path("meja/", desk.desk, name="desk"),
    path("lapangan/", field.field, name="field"),
    path("dinding/", wall.wall, name="wall"),
    path("angka/", figures.figures, name="figures"),
    path("tinjau/", review.review, name="review"),
    path("tinjau/<int:pk>/beres/", orders.intake_settle, name="intake_settle"),
    path("draf/<int:pk>/ambil/", orders.draft_take, name="draft_take"),
    path("jurnal/", audit.audit, name="audit"),
    path("kejadian/<str:number>/", incident.incident, name="incident"),
    path("kejadian/<str:number>/cetak/", incident.incident_print, name="incident_print"),
    path("kejadian/<str:number>/catatan/", orders.incident_note, name="incident_note"),
    path("kejadian/<str:number>/ubah/", orders.incident_edit, name="incident_edit"),
    path("kejadian/<str:number>/verifikasi/", orders.incident_verify, name="incident_verify"),
    path("kejadian/<str:number>/kirim/", orders.incident_send, name="incident_send"),
    path("kejadian/<str:number>/tutup/", orders.incident_close, name="incident_close"),
    path("kejadian/<str:number>/buka-lagi/", orders.incident_reopen, name="incident_reopen"),
    path("kejadian/<str:number>/gabung/", orders.incident_merge, name="incident_merge"),
    path("kejadian/<str:number>/pisah/", orders.incident_unmerge, name="incident_unmerge"),
    path("kejadian/<str:number>/buka-segel/", orders.incident_reveal, name="incident_reveal"),
    path("kiriman/<int:pk>/terima/", orders.dispatch_accept, name="dispatch_accept"),
    path("kiriman/<int:pk>/tolak/", orders.dispatch_decline, name="dispatch_decline"),
    path("kiriman/<int:pk>/dilihat/", orders.dispatch_seen, name="dispatch_seen"),
    path("kiriman/<int:pk>/batal/", orders.dispatch_cancel, name="dispatch_cancel"),
    path("kiriman/<int:pk>/selesai/", orders.dispatch_finish, name="dispatch_finish"),
    path("kiriman/<int:pk>/unit/", orders.dispatch_assign, name="dispatch_assign"),
    path("kiriman/<int:pk>/ambil-alih/", orders.dispatch_hold, name="dispatch_hold"),
    path("kiriman/<int:pk>/panggil/", orders.dispatch_ring, name="dispatch_ring"),
    path("kiriman/<int:pk>/beres/", orders.dispatch_settle, name="dispatch_settle"),
    path("tugas/<int:pk>/status/", orders.assignment_status, name="assignment_status"),
    path("unit/<str:callsign>/siaga/", orders.unit_duty, name="unit_duty"),
    path("posisi/", orders.position_report, name="position_report"),
]
