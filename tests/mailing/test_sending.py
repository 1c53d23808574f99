"""A mailing as a person runs it: rehearsed, confirmed, and nothing sent that should not be."""

import email
import email.policy
import re
import shlex
import shutil
import time
from email.utils import formatdate
from pathlib import Path
from zipfile import ZipFile

import pytest

from generator import bounds, files, output
from generator.distribution import sending
from generator.distribution.dispatches import State
from generator.mailing import journal
from tests.distribution import notices
from tests.distribution.server import PASSWORD
from tests.mailing.conftest import ASSUMED, CLAIMED, LIST, REFUSED, SENT, UNCERTAIN, WITHDRAWN

pytestmark = pytest.mark.slow

EVERYONE = {"glava@komsomolsk.example", "press@spassk.example", "deputat@duma.example"}


def opened(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def obeyed(office, said):
    """Run the command that a rehearsal prints, as a shell does; its exit code and all that it says."""
    program, *words = shlex.split(said.rstrip("\n").split("Отправить: ")[1])
    assert program == "digest"
    return office.digest(*words)


def test_a_rehearsal_sends_nothing_and_shows_the_first_letter_whole(office):
    code, said = office.digest("send")

    assert code == 0
    assert office.server.taken() == []
    assert {opened(data)["To"].addresses[0].addr_spec for data in office.letters().values()} == EVERYONE
    for words in ("никому ничего не отправлено", "Уважаемый глава городского округа!", "Писем: 3"):
        assert words in said
    assert "Вложение: Сводный дайджест за 2023 год.pdf" in said
    assert re.search(r"^Дата: \d\d\.\d\d\.20\d\d \d\d:\d\d [+-]\d\d:\d\d$", said, re.M)


def test_who_has_a_long_post_leaves_the_columns_of_a_rehearsal_to_the_others(office):
    post = "начальник отдела информационной политики и взаимодействия со средствами массовой информации"
    office.list(f"должность;обращение;почта\n{post};Уважаемые коллеги!;press@spassk.example\n")

    [line] = [line for line in office.digest("send")[1].splitlines() if "press@spassk.example  " in line]

    assert line.startswith("1.  начальник отдела информационной политики и …  press@spassk.example  pdf")


def test_a_second_rehearsal_gives_the_same_letters_and_the_same_number(office):
    number, letters = office.rehearse(), office.letters()

    assert office.rehearse() == number
    assert office.letters() == letters


def test_a_damaged_plan_is_made_anew_by_the_rehearsal_that_its_message_asks_for(office):
    number = office.rehearse()
    [plan] = office.folder.glob("output/outbox/*/plan.json")
    plan.write_bytes(plan.read_bytes()[:100])

    assert "план рассылки повреждён. Проведите репетицию заново" in office.digest("send", "--confirm", number)[1]
    assert office.digest("send", "--confirm", office.rehearse())[0] == 0


def test_everyone_gets_the_very_bytes_of_the_rehearsal_once(office):
    number = office.rehearse()
    letters = {path.name: path for path in office.folder.glob("output/outbox/*/letters/*.eml")}

    assert office.digest("send", "--confirm", number)[0] == 0
    code, said = office.digest("send", "--confirm", number)

    assert (code, office.server.counts()) == (0, dict.fromkeys(EVERYONE, 1))
    assert "Отправлено: 0" in said
    assert {taken["sha256"] for taken in office.server.taken()} == {files.sha256(path) for path in letters.values()}


def test_a_letter_that_never_ends_is_stopped_and_nothing_is_kept(office, monkeypatch):
    theme = office.folder / "templates/own"
    (theme / "mail").mkdir(parents=True)
    (theme / "theme.yaml").write_text("title: Своя\nextends: default\n", encoding="utf-8")
    endless = "{% set x = 'х' * 90000 %}{% for a in x %}{% for b in x %}{% endfor %}{% endfor %}"
    (theme / "mail/letter.txt").write_text(endless, encoding="utf-8")
    settings = office.folder / "input/settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('theme = "default"', 'theme = "own"'), "utf-8")
    monkeypatch.setattr(bounds, "SECONDS", 0)
    monkeypatch.setattr(bounds, "SECONDS_A_REPORT", 1)

    code, said = office.digest("send")

    assert code == 2
    assert "Тема «own»: работа остановлена" in said
    assert office.letters() == {}


def test_nobody_is_named_in_a_letter_to_another(office):
    office.rehearse()

    for data in office.letters().values():
        [to] = opened(data)["To"].addresses
        whole = opened(data).as_string() + "".join(
            part.get_content() for part in opened(data).walk() if part.get_content_maintype() == "text"
        )
        assert not [other for other in EVERYONE - {to.addr_spec} if other in whole]


def test_the_sheet_of_the_own_municipality_goes_with_the_digest(office):
    settings = office.folder / "input/mailing.toml"
    settings.write_text("summary = true\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    office.list("\n".join(line for line in LIST.splitlines() if "komsomolsk" not in line))

    office.rehearse()

    names = {
        opened(data)["To"].addresses[0].addr_spec: [part.get_filename() for part in opened(data).iter_attachments()]
        for data in office.letters().values()
    }
    assert names == {
        "press@spassk.example": ["Сводный дайджест за 2023 год.pdf", "Сведения, Спасск-Дальний.pdf"],
        "deputat@duma.example": ["Сводный дайджест за 2023 год.pdf"],
    }


def test_who_gets_no_format_that_the_sheet_has_is_told(office):
    settings = office.folder / "input/mailing.toml"
    settings.write_text("summary = true\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    office.list(f"{LIST.splitlines()[0]}\n;пресс-служба;Уважаемые коллеги!;;press@spassk.example;spassk-dalny;xlsx;\n")
    formats = ("--format", "pdf", "--format", "xlsx")
    assert office.digest("build", "--year", "2023", *formats, "--document", "municipality")[0] in (0, 1)

    code, said = office.digest("send")

    assert code == 2
    assert "сведений о муниципальном образовании в таком виде не бывает. Добавьте получателю вид pdf." in said
    assert office.letters() == {}


@pytest.mark.parametrize(
    ("only", "whom"), [("Главы", "glava@komsomolsk.example"), ("DEPUTAT@duma.example", "deputat@duma.example")]
)
def test_the_command_of_a_narrowed_rehearsal_sends_to_whom_it_has_shown(office, only, whom):
    _, rehearsed = office.digest("send", "--only", only)

    obeyed(office, rehearsed)

    assert office.server.counts() == {whom: 1}


def test_who_is_chosen_may_be_written_as_the_list_has_it(office):
    office.people("press@Дума.рф", "press@spassk.example")

    code, said = office.digest("send", "--only", " Press@дума.рф")

    assert (code, "Писем: 1," in said) == (0, True), said
    assert "  press@дума.рф  " in said


def test_a_domain_in_cyrillic_is_shown_as_the_list_has_it(office):
    office.people("press@дума.рф", "no.glava@город.рф")

    number = office.rehearse()
    _, run = office.digest("send", "--confirm", number)
    _, standing = office.digest("status")

    assert "  no.glava@город.рф: не принято" in run
    assert "press@дума.рф" in standing
    assert "xn--" not in run + standing


def test_a_narrowed_run_that_reaches_all_it_means_is_done_and_tells_of_those_outside(office):
    number = office.rehearse()
    code, said = office.digest("send", "--confirm", number, "--only", "главы")

    assert code == 0
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in said.splitlines()] == [
        "Отправлено: 1. По --only всего 1 получатель: отправлено — 1.",
        "Не выбраны параметром --only и ждут отправки: 2 письма. Они уйдут по той же команде без него.",
    ]
    assert "Отправлять нечего: выбранные уже получили" in office.digest("send", "--only", "главы")[1]
    assert "Остальные" not in office.digest("send", "--confirm", number)[1]


def test_a_run_tells_of_its_own_edition_though_another_was_begun_later(office):
    office.people("glava@komsomolsk.example", "press@spassk.example")
    office.digest("send", "--only", "press@spassk.example", "--confirm", office.rehearse())
    for year in ("2020", "2023"):
        words = ["build", "--format", "pdf", "--document", "municipality", "--year", year]
        assert office.digest(*words)[0] in (0, 1)
        code, said = office.digest("send", "--confirm", office.rehearse(), "--only", "glava@komsomolsk.example")

    assert (code, "ждут отправки" in said) == (0, False), said
    assert office.server.counts() == {"glava@komsomolsk.example": 2, "press@spassk.example": 1}


def test_the_command_of_a_rehearsal_has_all_its_options(office):
    record = office.folder / "input/records/2023/spassk-dalny.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("status: approved", "status: draft", 1), encoding="utf-8")
    (office.folder / "input").rename(office.folder / "для рассылки")
    folders = "--input", "для рассылки", "--output", "готово's"
    office.digest("build", "--format", "pdf", "--year", "2023", *folders)

    code, rehearsed = office.digest("send", "--draft", "--only", "край", *folders)
    assert code == 0, rehearsed
    code, said = obeyed(office, rehearsed)

    assert "Отправлено: 1" in said
    assert office.server.counts() == {"deputat@duma.example": 1}


def test_a_sample_goes_to_the_one_who_asks_and_is_in_no_ledger(office):
    code, said = office.digest("send", "--test-to", "proba@region.example")

    assert code == 0, said
    assert office.server.counts() == {"proba@region.example": 1}
    assert not (office.folder / "input/.mailing.sqlite").exists()
    number = office.rehearse()
    office.digest("send", "--confirm", number)
    assert office.server.counts() == {"proba@region.example": 1} | dict.fromkeys(EVERYONE, 1)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("no.me@region.example", "Проба не отправлена. Сервер ответил: 550 5.1.1 no such mailbox"),
        ("shut.me@region.example", "Проба не отправлена: связь оборвалась до конца письма. Повторите команду."),
        ("lost.me@region.example", "Неизвестно, отправлена ли проба: связь оборвалась, пока ждали ответа на письмо."),
    ],
)
def test_what_became_of_a_sample_that_was_not_taken_is_told(office, to, said):
    code, told = office.digest("send", "--test-to", to)

    assert (code, said in told) == (2, True), told


def test_a_sample_to_a_server_that_is_away_is_tried_again_later(office):
    office.settings(port=1)

    code, said = office.digest("send", "--test-to", "proba@region.example")

    assert code == 75
    assert "Проба не отправлена. Почтовый сервер localhost, порт 1" in said


# What must not be sent


def changed_letter(office):
    min(office.folder.glob("output/outbox/*/letters/*.eml")).write_bytes(b"forged\r\n")


def changed_enclosure(office):
    next(office.folder.glob("output/outbox/*/files/digest.pdf")).write_bytes(b"%PDF-forged")


def changed_list(office):
    office.list(LIST + ";депутат;Уважаемый депутат!;;drugoy@duma.example;;;край\n")


def changed_file(office):
    (office.folder / "output/digest.pdf").write_bytes(b"%PDF-by-hand")


def changed_record(office):
    record = office.folder / "input/records/2023/spassk-dalny.yaml"
    record.write_text(record.read_text(encoding="utf-8") + "# правка\n", encoding="utf-8")


def rebuilt(office):
    settings = office.folder / "input/settings.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('place = ""', 'place = "Владивосток"'), encoding="utf-8")
    assert office.digest("build", "--format", "pdf", "--year", "2023")[0] in (0, 1)


def lost_outbox(office):
    shutil.rmtree(office.folder / "output/outbox")


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        (changed_letter, "письмо «0001-glava@komsomolsk.example.eml» изменено или пропало"),
        (changed_enclosure, "приложение «digest.pdf» изменено или пропало"),
        (changed_list, "После репетиции изменилось: список получателей другой. Ничего не отправлено"),
        (changed_file, "«digest.pdf»: содержание изменено"),
        (changed_record, "записи, настройки или тема изменились после сборки"),
        (rebuilt, "Репетиции этого выпуска не было"),
        (lost_outbox, "Репетиции этого выпуска не было"),
    ],
)
def test_what_was_not_rehearsed_is_not_sent(office, happened, said):
    number = office.rehearse()
    happened(office)

    code, told = office.digest("send", "--confirm", number)

    assert code == 2
    assert said in told
    assert office.server.taken() == []


@pytest.mark.parametrize("number", ["1111-2222", "", "да", "0" * 400])
def test_another_number_sends_nothing(office, number):
    office.rehearse()

    code, said = office.digest("send", "--confirm", number)

    assert code == 2
    assert "не подходит к этому выпуску и этим письмам" in said
    assert len(said) < 500
    assert office.server.taken() == []


def test_a_draft_is_sent_only_when_it_is_called_so(office):
    record = office.folder / "input/records/2023/spassk-dalny.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("status: approved", "status: draft", 1), encoding="utf-8")
    assert text != record.read_text(encoding="utf-8")
    office.digest("build", "--format", "pdf", "--year", "2023")

    code, said = office.digest("send")
    assert (code, "ЧЕРНОВИК" in said, "--confirm" in said) == (2, True, False)
    number = office.rehearse("--draft")
    assert office.digest("send", "--confirm", number)[0] == 2
    assert office.server.taken() == []

    assert office.digest("send", "--draft", "--confirm", number)[0] == 0
    assert office.server.counts() == dict.fromkeys(EVERYONE, 1)
    assert all("черновик" in opened(data).get_body(("plain",)).get_content() for data in office.letters().values())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("size_limit = 1\n", None),  # a megabyte is enough for this digest
        ('password_file = "nowhere"\n', "Файл с паролем"),
    ],
)
def test_settings_of_the_server_are_told_before_anything_goes(office, more, said):
    office.settings(more)
    number = office.rehearse()

    code, told = office.digest("send", "--confirm", number)

    assert (code, said is None or said in told) == (0 if said is None else 2, True)
    assert bool(office.server.taken()) == (said is None)


def test_a_server_that_is_away_costs_no_recipient_a_try(office):
    office.settings(port=1)
    number = office.rehearse()

    code, said = office.digest("send", "--confirm", number)
    assert code == 75
    assert "localhost, порт 1" in said

    office.settings()
    code, said = office.digest("send", "--confirm", number)
    assert (code, office.server.counts()) == (0, dict.fromkeys(EVERYONE, 1))


def test_a_wrong_password_stops_the_run_and_is_never_written(office, monkeypatch):
    monkeypatch.setenv("DIGEST_MAIL_PASSWORD", "Ne-ta-parol-42")
    number = office.rehearse()

    code, said = office.digest("send", "--confirm", number)

    assert code == 75
    assert "вход не удался" in said
    assert office.server.taken() == []
    kept = [path for path in office.folder.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"Ne-ta-parol-42" in path.read_bytes()]
    assert "Ne-ta-parol-42" not in said


def test_the_password_is_in_no_file_after_a_mailing(office):
    office.digest("send", "--confirm", office.rehearse())

    assert office.server.taken()[0]["login"]
    kept = [path for path in office.folder.rglob("*") if path.is_file()]
    assert not [path for path in kept if PASSWORD.encode() in path.read_bytes()]


def test_without_a_server_letters_lie_as_drafts_in_folders_and_in_archives(office):
    office.list(
        LIST.split("\n")[0].replace("группы", "группы;способ;регион") + "\n"
        ";глава городского округа;Уважаемый глава!;;glava@komsomolsk.example;komsomolsk-na-amure;;;черновик;\n"
        "Совет депутатов;;Уважаемые депутаты!;;;;;;папка;\n"
        "Администрация;;Уважаемые коллеги!;;;;;;архив;Приморский край\n"
    )
    number = office.rehearse()

    code, said = office.digest("send", "--confirm", number)
    assert (code, said.split(".")[0]) == (0, "Готово: 3")
    assert office.server.taken() == []
    again = office.digest("send")[1].replace("\N{NO-BREAK SPACE}", " ").splitlines()[2:5]
    assert [line.split("  ")[-1] for line in again] == ["черновик готов", "положено", "вложено"]
    assert "0,0 МБ" not in again[1]
    [draft] = (office.folder / "output/drafts").glob("*.eml")
    assert opened(draft.read_bytes())["X-Unsent"] == "1"
    laid = {path.relative_to(office.folder / "output").as_posix() for path in office.folder.glob("output/folders/*/*")}
    folder = "folders/Совет депутатов"
    assert laid == {f"{folder}/SHA256SUMS", f"{folder}/Сводный дайджест за 2023 год.pdf"}
    with ZipFile(office.folder / "output/archives/Приморский край.zip") as packed:
        assert packed.namelist() == ["Опись.txt", "Администрация/Сводный дайджест за 2023 год.pdf"]


def test_a_share_that_is_away_keeps_no_letter_from_going(office):
    share = office.folder / "share"
    share.write_text("no folder", encoding="utf-8")
    office.settings('[places]\nfolder = "../share"\n')
    head, first, second, third = LIST.splitlines()
    ways = [f"{head};способ", f"{first};папка", f"{second};почта", f"{third};почта"]
    office.list("\n".join(ways))
    number = office.rehearse()

    code, said = office.digest("send", "--confirm", number)
    assert (code, "share" in said.splitlines()[0], "Готово: 2." in said) == (75, True, True), said
    assert office.server.counts() == {"press@spassk.example": 1, "deputat@duma.example": 1}

    share.unlink()
    assert office.digest("send", "--confirm", number)[0] == 0
    assert [path.name for path in share.iterdir()] == ["глава городского округа"]
    assert len(office.server.taken()) == 2


def test_who_is_known_by_the_post_alone_is_known_to_have_it_already_and_chosen_by_the_post(office):
    office.list(LIST.split("\n")[0] + ";способ\n;глава города;Уважаемый глава города!;;;;;;папка\n")
    office.digest("send", "--confirm", office.rehearse())

    assert office.states() == {"глава города": SENT}
    assert "уже отправлено: 1" in office.digest("send", "--only", "Глава города")[1]


def test_after_the_outputs_are_lost_the_rest_gets_the_same_edition_and_nobody_twice(office):
    number = office.rehearse()
    before = office.letters()
    office.digest("send", "--only", "главы", "--confirm", number)
    shutil.rmtree(office.folder / "output")
    office.list(LIST + ";депутат;Уважаемый депутат!;;drugoy@duma.example;;;край\n")
    time.sleep(1.1)  # the Date of a letter has seconds
    words = ["build", "--format", "pdf", "--document", "municipality", "--year", "2023"]
    assert office.digest(*words)[0] in (0, 1)

    number = office.rehearse()
    assert before.items() <= office.letters().items()
    code, said = office.digest("send", "--confirm", number)

    assert (code, "Отправлено: 3" in said) == (0, True), said
    assert office.server.counts() == dict.fromkeys(EVERYONE | {"drugoy@duma.example"}, 1)


@pytest.mark.parametrize("channel", ["почта", "папка"])
def test_who_was_in_hand_when_a_run_died_and_is_off_the_list_gets_nothing_and_stops_nobody(
    office, channel, monkeypatch
):
    head, others = LIST.split("\n", 1)
    office.list(f"{head};способ\n;депутат;Уважаемый депутат!;;drugoy@duma.example;;;край;{channel}\n{others}")
    number = office.rehearse()
    with monkeypatch.context() as dying:
        dying.setattr(sending._Run, "_one", interrupted)
        assert office.digest("send", "--confirm", number)[0] == 130
    assert office.states()["drugoy@duma.example"] is CLAIMED
    office.list(f"{head};способ\n{others}")

    code, said = office.digest("send", "--confirm", office.rehearse())

    assert code == 0, said
    assert office.states() == dict.fromkeys(EVERYONE, SENT) | {"drugoy@duma.example": WITHDRAWN}
    assert office.server.counts() == dict.fromkeys(EVERYONE, 1)
    assert not (office.folder / "output/folders").exists()


def test_a_digest_that_is_built_while_the_mailing_goes_does_not_hide_what_came_of_it(office, monkeypatch):
    number, deliver = office.rehearse(), sending._Run._one

    def rebuilt(*arguments):
        with output.publication(office.folder / "output", {}) as another:
            (another.path / "digest.pdf").write_bytes(b"%PDF")
        deliver(*arguments)

    monkeypatch.setattr(sending._Run, "_one", rebuilt)
    code, said = office.digest("send", "--confirm", number)

    assert code == 0, said
    assert "Отправлено: 3." in said
    assert office.states() == dict.fromkeys(EVERYONE, SENT)


def interrupted(*_):
    raise KeyboardInterrupt


# What a person decides


def test_a_letter_that_nobody_can_know_of_waits_for_a_word(office):
    office.people("lost1.glava@komsomolsk.example", "press@spassk.example")
    number = office.rehearse()

    code, said = office.digest("send", "--confirm", number)
    assert code == 3
    assert "digest send --settle resend" in said
    assert office.states()["lost1.glava@komsomolsk.example"] is UNCERTAIN
    office.digest("send", "--confirm", number)
    assert office.server.counts() == {"lost1.glava@komsomolsk.example": 1, "press@spassk.example": 1}

    assert "ещё раз: 1\N{NO-BREAK SPACE}письмо" in office.digest("send", "--settle", "resend")[1]
    assert office.digest("send", "--confirm", number)[0] == 0
    assert office.server.counts() == {"lost1.glava@komsomolsk.example": 2, "press@spassk.example": 1}


def test_what_is_decided_is_of_the_digest_that_lies_there_and_says_so(office):
    """A letter that nobody can know of is of the edition before, and that one is no more sent."""
    office.people("lost1.glava@komsomolsk.example")
    office.digest("send", "--confirm", office.rehearse())
    with output.publication(office.folder / "output", {"digest": {"draft": False}}) as another:
        (another.path / "digest.pdf").write_bytes(b"%PDF")

    for words in (("--settle", "resend"), ("--again",)):
        code, said = office.digest("send", *words)
        assert code == 0 and said.startswith("У собранного сейчас выпуска нет писем, "), said


def test_it_may_be_taken_as_sent(office):
    office.people("lost1.glava@komsomolsk.example")
    number = office.rehearse()
    office.digest("send", "--confirm", number)

    assert "Считается отправленным: 1\N{NO-BREAK SPACE}письмо" in office.digest("send", "--settle", "assume-sent")[1]

    assert office.states() == {"lost1.glava@komsomolsk.example": ASSUMED}
    assert office.digest("send", "--confirm", number)[0] == 0
    assert office.server.counts() == {"lost1.glava@komsomolsk.example": 1}


def test_a_refused_letter_goes_again_when_a_person_says_so(office):
    office.people("no1.glava@komsomolsk.example", "press@spassk.example")
    number = office.rehearse()

    code, said = office.digest("send", "--confirm", number)
    assert (code, office.states()["no1.glava@komsomolsk.example"]) == (3, REFUSED)
    assert "5.1.1 no such mailbox" in said
    office.digest("send", "--confirm", number)
    assert office.server.counts() == {"press@spassk.example": 1}

    assert "Снова в очереди: 1\N{NO-BREAK SPACE}письмо" in office.digest("send", "--again")[1]
    assert office.digest("send", "--confirm", number)[0] == 0
    assert set(office.states().values()) == {SENT}


def test_a_returned_letter_goes_again_when_its_recipient_is_named(office):
    office.people("glava@komsomolsk.example", "press@spassk.example")
    number = office.rehearse()
    office.digest("send", "--confirm", number)
    with journal.opened(office.folder / "input") as ledger:
        found = journal.status(ledger, office.folder / "output", only=["glava@komsomolsk.example"])
    notice = notices.EXCHANGE.replace(notices.OURS, found.deliveries[0].message_id)
    date = next(line for line in notice.splitlines() if line.startswith("Date:"))
    Path("notice.eml").write_text(notice.replace(date, f"Date: {formatdate()}"), encoding="utf-8")
    office.digest("bounces", "notice.eml")
    assert office.states()["glava@komsomolsk.example"] is State.BOUNCED

    assert "digest send --again --only АДРЕС" in office.digest("send", "--again")[1]
    assert "Снова в очереди: 1" in office.digest("send", "--again", "--only", "glava@komsomolsk.example")[1]
    assert office.digest("send", "--confirm", number)[0] == 0

    assert office.server.counts() == {"glava@komsomolsk.example": 2, "press@spassk.example": 1}
    assert "с тех пор письмо отправлено снова" in office.digest("bounces", "notice.eml")[1]
    assert set(office.states().values()) == {SENT}


def test_a_corrected_address_leaves_nothing_unsent(office):
    office.people("no1.glava@komsomolsk.example", "press@spassk.example")
    office.digest("send", "--confirm", office.rehearse())
    assert office.states()["no1.glava@komsomolsk.example"] is REFUSED
    office.people("glava@komsomolsk.example", "press@spassk.example")

    code, said = office.digest("send", "--confirm", office.rehearse())

    assert code == 0, said
    assert "Не получили" not in office.digest("status")[1]
    assert office.server.counts() == {"glava@komsomolsk.example": 1, "press@spassk.example": 1}


def test_a_letter_that_was_too_big_goes_by_another_way(office):
    office.people("big.glava@komsomolsk.example", "press@spassk.example")
    office.digest("send", "--confirm", office.rehearse())
    assert office.states()["big.glava@komsomolsk.example"] is REFUSED
    head, first, *rest = (office.folder / "input/recipients.csv").read_text(encoding="utf-8").split("\n")
    office.list("\n".join([f"{head};способ", f"{first};папка", *rest]))

    code, said = office.digest("send", "--confirm", office.rehearse())

    assert (code, set(office.states().values())) == (0, {SENT}), said
    assert office.server.counts() == {"press@spassk.example": 1}


def test_a_corrected_edition_says_so_and_goes_to_everyone_once(office):
    office.digest("send", "--confirm", office.rehearse())
    rebuilt(office)

    number = office.rehearse()
    newest = max((office.folder / "output/outbox").iterdir(), key=lambda path: path.stat().st_mtime)
    letters = [path.read_bytes() for path in newest.glob("letters/*.eml")]
    assert len(letters) == 3
    for data in letters:
        assert opened(data)["Subject"].startswith("Исправленное издание")
        assert "исправленное издание сводного дайджеста взамен" in opened(data).get_body(("plain",)).get_content()

    office.digest("send", "--confirm", number)
    assert office.server.counts() == dict.fromkeys(EVERYONE, 2)


def test_a_sample_of_a_corrected_edition_says_so_as_its_letters_do(office):
    office.digest("send", "--confirm", office.rehearse("--only", "край"), "--only", "край")
    rebuilt(office)

    for only in ("край", "главы"):
        assert office.digest("send", "--test-to", "proba@region.example", "--only", only)[0] == 0
    corrected, first = [taken["subject"] for taken in office.server.taken()[1:]]
    assert corrected == f"Исправленное издание: {first}"


def test_the_first_edition_of_another_year_corrects_nothing(office):
    office.digest("send", "--confirm", office.rehearse())
    assert office.digest("build", "--format", "pdf", "--year", "2020")[0] in (0, 1)
    office.list(LIST.replace(";komsomolsk-na-amure;", ";;").replace(";spassk-dalny;", ";;"))

    office.rehearse()

    newest = max((office.folder / "output/outbox").iterdir(), key=lambda path: path.stat().st_mtime)
    assert not [p for p in newest.glob("letters/*.eml") if opened(p.read_bytes())["Subject"].startswith("Исправ")]


def test_a_digest_of_one_region_speaks_of_itself_and_corrects_none_of_another(office):
    office.people("glava@komsomolsk.example")
    assert office.digest("editions", "--format", "pdf", "--year", "2023")[0] in (0, 1)
    for region in ("primorskiy-kray", "khabarovskiy-kray"):
        place = f"output/editions/{region}"
        number = office.rehearse("--output", place)

        [letter] = (office.folder / place).glob("outbox/*/letters/*.eml")
        said = " ".join(opened(letter.read_bytes()).get_body(("plain",)).get_content().split())
        assert "составлен по отчёту пресс-службы" in said
        assert "исправленное" not in said
        code, said = office.digest("send", "--output", place, "--confirm", number)
        assert code == 0, said

    assert office.server.counts() == {"glava@komsomolsk.example": 2}


def test_digests_of_two_regions_lie_side_by_side_in_one_folder(office):
    office.settings('[places]\nfolder = "../shared"\n')
    office.list("должность;обращение;почта;способ\nдепутат;Уважаемый депутат!;;папка\n")
    assert office.digest("editions", "--format", "pdf", "--year", "2023")[0] in (0, 1)
    for region in ("primorskiy-kray", "khabarovskiy-kray"):
        place = f"output/editions/{region}"
        assert office.digest("send", "--output", place, "--confirm", office.rehearse("--output", place))[0] == 0

    assert {path.name for path in (office.folder / "shared/депутат").glob("*.pdf")} == {
        "Сводный дайджест за 2023 год, Приморский край.pdf",
        "Сводный дайджест за 2023 год, Хабаровский край.pdf",
    }


def test_sheets_that_a_digest_of_one_region_has_not_are_not_asked_for(office):
    assert office.digest("editions", "--format", "pdf", "--year", "2023")[0] in (0, 1)
    settings = office.folder / "input/mailing.toml"
    settings.write_text("summary = true\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    place = "output/editions/khabarovskiy-kray"
    office.list("\n".join(line for line in LIST.splitlines() if "spassk" not in line))

    code, said = office.digest("send", "--output", place)

    assert code == 2
    assert "Уберите summary из mailing.toml" in said


def test_who_belongs_to_another_region_is_told_so(office):
    assert office.digest("editions", "--format", "pdf", "--year", "2023")[0] in (0, 1)

    code, said = office.digest("send", "--output", "output/editions/khabarovskiy-kray")

    assert code == 2
    assert "строка 3, поле муниципальное образование: Спасск-Дальний: в этом выпуске нет." in said


def test_nothing_of_a_mailing_of_today_is_forgotten(office):
    office.digest("send", "--confirm", office.rehearse())

    assert office.digest("send", "--forget", "1") == (0, "Стирать нечего: таких рассылок и репетиций нет.\n")
    with pytest.raises(SystemExit):
        office.digest("send", "--forget", "0")
    assert set(office.states()) == EVERYONE


def test_an_old_rehearsal_that_never_went_out_is_forgotten_without_any_mailing(office):
    office.rehearse()
    [plan] = (office.folder / "output/outbox").glob("*/plan.json")
    assert office.digest("send", "--forget", "30") == (0, "Стирать нечего: таких рассылок и репетиций нет.\n")

    plan.write_text(re.sub(r'"composed": "\d{4}', '"composed": "2001', plan.read_text("utf-8")), encoding="utf-8")
    told = "Стёрты репетиции, по которым ничего не отправлено: 1.\n"
    assert office.digest("send", "--forget", "30") == (0, told)
    assert list((office.folder / "output/outbox").iterdir()) == []


# Whose list is wrong


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (";депутат;Уважаемый депутат!;;GLAVA@komsomolsk.example;;;", "recipients.csv, строка 5"),
        (";депутат;Уважаемый депутат!;;deputat@;;;", "recipients.csv, строка 5"),
        (";депутат;Уважаемый депутат!;;d@duma.example;seversk;;", "recipients.csv, строка 5"),
        (";депутат;;;d@duma.example;;;", "recipients.csv, строка 5"),
        (";депутат;Уважаемый депутат!;;d@duma.example;;xlsx;", "файла «xlsx» в выпуске нет. Есть: pdf"),
    ],
)
def test_a_wrong_line_of_the_list_is_named_and_no_letter_is_made(office, line, said):
    office.list(LIST + line + "\n")

    code, told = office.digest("send")

    assert code == 2
    assert said in told
    assert office.letters() == {}


def test_a_file_of_the_edition_goes_to_whom_the_list_says_it_whatever_the_settings_say(office):
    assert office.digest("build", "--format", "pdf", "--format", "xlsx", "--year", "2023")[0] in (0, 1)
    office.list(LIST + ";депутат;Уважаемый депутат!;;d@duma.example;;excel;\n")

    office.rehearse()

    enclosed = {
        opened(data)["To"].addresses[0].addr_spec: [part.get_filename() for part in opened(data).iter_attachments()]
        for data in office.letters().values()
    }
    pdf, xlsx = (f"Сводный дайджест за 2023 год.{kind}" for kind in ("pdf", "xlsx"))
    assert enclosed == {key: [pdf] for key in EVERYONE} | {"d@duma.example": [xlsx]}


def test_a_name_that_nobody_has_is_told_with_the_nearest(office):
    code, said = office.digest("send", "--only", "глава")

    assert code == 2
    assert "Возможно, «главы»" in said


def test_without_a_digest_or_a_sender_it_is_said_what_to_do(office):
    (office.folder / "input/mailing.toml").write_text("", encoding="utf-8")
    assert 'from = "Имя <адрес>"' in office.digest("send")[1]

    shutil.rmtree(office.folder / "output")
    assert "Соберите его: digest build" in office.digest("send")[1]


def test_the_list_is_checked_by_itself_and_a_form_is_made_for_it(office, tmp_path):
    assert office.digest("recipients") == (0, "Список в порядке: 3\N{NO-BREAK SPACE}получателя.\n")
    assert office.digest("recipients", "--form", str(tmp_path / "new.csv"))[0] == 0
    assert re.match("имя;должность;", (tmp_path / "new.csv").read_text(encoding="utf-8-sig"))
    assert office.digest("recipients", "--form", str(tmp_path / "new.csv"))[0] == 2


@pytest.mark.parametrize("name", ["new.xlsx", "new.yaml", "new"])
def test_a_form_is_a_csv_and_called_so(office, tmp_path, name):
    code, said = office.digest("recipients", "--form", str(tmp_path / name))

    assert (code, "Назовите файл с расширением .csv" in said) == (2, True)
    assert not (tmp_path / name).exists()


def test_a_form_in_a_folder_that_is_not_there_says_what_to_do(office, tmp_path):
    code, said = office.digest("recipients", "--form", str(tmp_path / "missing/new.csv"))

    assert (code, "такой папки или файла нет. Создайте папку или проверьте имя" in said) == (2, True)


def test_rehearsed_addresses_are_nobody_elses_business(office):
    office.rehearse()
    office.digest("send", "--confirm", office.rehearse())

    private = [*(office.folder / "output/outbox").rglob("*"), office.folder / "input/.mailing.sqlite"]
    assert private
    assert not [path for path in map(Path, private) if path.stat().st_mode & 0o077]
