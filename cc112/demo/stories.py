"""What callers of the simulated city say (all invented), and how often each kind comes: the city's own mix of 2025."""

MIX = (
    ("A01", 6), ("A02", 8), ("A03", 7), ("A04", 9), ("A05", 4), ("A07", 14), ("A09", 5),  # medical: 53 %
    ("B01", 34), ("B02", 5),  # crashes: 39 %
    ("C01", 2), ("C04", 1), ("F01", 1.4), ("F02", 1), ("E01", 1), ("D01", 0.5), ("G04", 0.4), ("A13", 1.5),
)  # fmt: skip

REASONS = ("busy", "not_ours", "need_other_agency", "out_of_area")

STORIES: dict[str, list[tuple[str, str]]] = {
    "A01": [
        ("Bapak saya jatuh di kamar mandi, tidak sadar, napasnya aneh.", "Jl. {kel} Gg. {rt} No. {no}"),
        ("Tetangga pingsan, tidak ada gerakan, istrinya menangis.", "{kel} RT 0{rt}, rumah cat hijau"),
    ],
    "A02": [("Nyeri dada kiri sejak setengah jam, keringat dingin.", "Jl. Raya {kel} No. {no}, lantai 2")],
    "A03": [("Wajahnya perot, bicara pelo, baru saja.", "{kel} Gg. {rt} No. {no} dekat musala")],
    "A04": [("Asma kambuh, bicara putus-putus, semprotan habis.", "Perum {kel} Blok C No. {no}")],
    "A05": [("Anak umur tiga tahun kejang, badannya panas.", "{kel} RT 0{rt} gang buntu")],
    "A07": [
        ("Ibu lemas, tidak mau makan dua hari, tinggal sendiri.", "Jl. {kel} Tengah No. {no}"),
        ("Mbah jatuh, tidak bisa bangun, sadar.", "{kel} Gg. {rt}, sebelah poskamling"),
    ],
    "A09": [("Tukang jatuh dari lantai dua, kakinya patah.", "Proyek ruko Jl. {kel} No. {no}")],
    "A13": [("Ada orang meninggal di sungai, warga berkumpul.", "Bantaran kali {kel}, dekat jembatan")],
    "B01": [
        ("Motor sama mobil, satu orang tergeletak, helmnya lepas.", "Jl. Raya {kel}, depan SPBU"),
        ("Laka R2 lawan truk, korban satu, kaki berdarah.", "Perempatan {kel} arah kota"),
        ("Motor jatuh sendiri kena lubang, ibunya pusing.", "Frontage {kel} sisi barat"),
    ],
    "B02": [("Senggolan dua mobil, tidak ada korban, menutup satu lajur.", "Jl. {kel} dekat putar balik")],
    "C01": [("Kebakaran rumah, api dari dapur, masih ada orang di dalam.", "{kel} Gg. {rt} No. {no}, gang sempit")],
    "C04": [("Alang-alang terbakar, asap ke perumahan.", "Lahan kosong belakang {kel}")],
    "D01": [("Anak main di kali, belum muncul.", "Kali {kel}, dekat pintu air")],
    "E01": [("Ulo sanca masuk kamar mandi.", "{kel} RT 0{rt} No. {no}")],
    "F01": [("Pohon tumbang menutup jalan, menimpa kabel.", "Jl. {kel}, depan sekolah")],
    "F02": [("Air masuk rumah, setinggi lutut, masih naik.", "{kel} RT 0{rt} semua gang")],
    "G04": [("(berbisik) tolong, dipukul lagi, anak saya di kamar.", "{kel} No. {no}, jangan telepon balik")],
}

JUNK = (
    ("ghost", "(diam, suara TV)"), ("ghost", "(diam)"), ("prank", "(anak-anak tertawa)"),
    ("prank", "Kebakaran di hatiku, Pak."), ("information", "Tanya nomor puskesmas."),
    ("wrong_number", "Mau tanya token listrik."), ("non_emergency", "Lampu jalan mati tiga hari."),
    ("disconnected", ""), ("out_of_area", "Kecelakaan di Waru, Sidoarjo."),
)  # fmt: skip
