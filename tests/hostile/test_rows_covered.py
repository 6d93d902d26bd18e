"""Which test holds which row of the list of hostile inputs that the project keeps."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
ON_A_SERVER = "hostile/test_rows.py"
COVERED = {
    **dict.fromkeys([*range(1, 12), 25, 30, 31, 32], ((ON_A_SERVER, "test_a_hostile_page_has_a_counted_outcome"),)),
    10: (
        (ON_A_SERVER, "test_a_hostile_page_has_a_counted_outcome"),
        ("hostile/test_guard.py", "test_no_spelling_of_loopback_gets_through"),
        ("hostile/test_guard.py", "test_rebinding_by_a_name_server_ends_at_the_socket"),
    ),
    12: ((ON_A_SERVER, "test_a_file_is_no_channel"),),
    13: ((ON_A_SERVER, "test_meta_refresh_is_not_followed"),),
    14: ((ON_A_SERVER, "test_without_robots_txt_nothing_is_fetched"),),
    15: ((ON_A_SERVER, "test_without_robots_txt_nothing_is_fetched"),),
    16: ((ON_A_SERVER, "test_the_first_half_megabyte_of_a_huge_robots_txt_counts"),),
    17: ((ON_A_SERVER, "test_a_growing_sitemap_index_ends"),),
    18: ((ON_A_SERVER, "test_entities_are_not_expanded"),),
    19: ((ON_A_SERVER, "test_what_is_too_large_is_an_error_that_is_seen"),),
    20: ((ON_A_SERVER, "test_entities_are_not_expanded"),),
    21: ((ON_A_SERVER, "test_every_channel_was_polled_once"), (ON_A_SERVER, "test_time_and_memory_are_bounded")),
    22: ((ON_A_SERVER, "test_what_is_too_large_is_an_error_that_is_seen"),),
    23: ((ON_A_SERVER, "test_odd_characters_and_a_cut_cost_no_other_entry"),),
    24: ((ON_A_SERVER, "test_odd_characters_and_a_cut_cost_no_other_entry"),),
    26: (
        (ON_A_SERVER, "test_odd_characters_and_a_cut_cost_no_other_entry"),
        ("pipelines/test_extract.py", "test_nul_surrogates_and_script_do_no_harm"),
    ),
    27: ((ON_A_SERVER, "test_odd_characters_and_a_cut_cost_no_other_entry"),),
    28: (
        (ON_A_SERVER, "test_a_wrong_charset_is_recovered_and_noted"),
        ("pipelines/test_charset.py", "test_latin1_declared_as_utf8_is_read_as_latin1_and_noted"),
    ),
    29: (
        (ON_A_SERVER, "test_odd_characters_and_a_cut_cost_no_other_entry"),
        ("crawler/test_feed.py", "test_a_truncated_feed_gives_its_whole_items_and_is_marked"),
    ),
    33: (
        ("crawler/test_dates.py", "test_impossible_dates_are_refused"),
        ("pipelines/test_page_dates.py", "test_impossible_dates_are_refused_and_noted"),
    ),
    34: (
        ("pipelines/test_page_dates.py", "test_a_naive_time_is_flagged"),
        ("hostile/test_page_identity.py", "test_addresses_are_compared_in_one_spelling_and_times_read_by_the_outlets_clock"),
    ),
    35: (("hostile/test_never_silent.py", "test_old_entries_new_guids_and_titles_make_no_new_articles"),),
    36: (
        ("crawler/test_urls.py", "test_canonical_is_idempotent_bounded_ascii_and_raises_nothing_else"),
        ("hostile/test_never_silent.py", "test_old_entries_new_guids_and_titles_make_no_new_articles"),
    ),
    37: (("pipelines/test_extract.py", "test_nonsense_gives_an_empty_extract"),),
    38: (("pipelines/test_extract.py", "test_nonsense_gives_an_empty_extract"),),
    39: (("pipelines/test_extract.py", "test_a_bomb_costs_its_own_page_only"),),
    40: (
        ("pipelines/test_access.py", "test_walls"),
        ("pipelines/test_stages.py", "test_what_is_no_article_ends_with_its_outcome"),
    ),
    41: (("pipelines/test_extract.py", "test_canonical_within_the_registrable_domain_only"),),
    42: (
        ("crawler/test_section.py", "test_base_counts_on_the_own_site_only"),
        ("crawler/test_feed.py", "test_xml_base_counts_on_the_own_site_only"),
    ),
    43: (
        ("hostile/test_looks.py", "test_second_looks"),
        ("pipelines/test_revising.py", "test_flapping_makes_one_revision_and_the_page_is_shown_as_it_is"),
    ),
    44: ((ON_A_SERVER, "test_only_web_addresses_become_candidates"),),
    52: (
        ("e2e/test_service.py", "test_a_full_disk_pauses_the_crawl_and_nothing_is_lost"),
        ("archive/test_writer.py", "test_a_disk_that_is_really_full"),
    ),
    53: (("archive/test_writer.py", "test_a_read_only_file_system"), ("archive/test_writer.py", "test_a_read_only_folder")),
    54: (("archive/test_writer.py", "test_locked_by_another_process"),),
    55: (
        ("e2e/test_crawl_killed.py", "test_killed_twenty_times_it_ends_like_an_undisturbed_run"),
        ("alerts/test_kill.py", "test_nothing_is_lost_and_repeats_keep_their_message_id"),
    ),
    56: (("alerts/test_times.py", "test_half_past_two_comes_twice_in_autumn_and_counts_once"),),
    57: (("e2e/test_service.py", "test_after_a_suspension_late_jobs_run_once"),),
    58: (("e2e/test_cli.py", "test_a_second_instance_is_refused"),),
    59: (("alerts/test_smtp.py", "test_what_a_server_says_decides"),),
    60: (
        ("alerts/test_smtp.py", "test_a_server_that_hangs_after_data_is_not_waited_for"),
        ("alerts/test_kill.py", "test_nothing_is_lost_and_repeats_keep_their_message_id"),
    ),
    61: (("alerts/test_smtp.py", "test_one_refused_recipient_does_not_touch_the_next"),),
    62: (("archive/test_mending.py", "test_what_waits_for_a_far_future_is_due_now"),),
}


def functions(path: Path) -> set[str]:
    """Names of the test functions of a file."""
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def test_every_row_has_a_test() -> None:
    assert COVERED.keys() == {*range(1, 45), *range(52, 63)}


@pytest.mark.parametrize("row", COVERED)
def test_the_tests_of_a_row_are_there(row: int) -> None:
    for path, name in COVERED[row]:
        assert name in functions(TESTS / path), (path, name)


@pytest.mark.parametrize("row", [*range(1, 12), 25, 30, 31, 32])
def test_a_row_of_pages_names_its_page(row: int) -> None:
    assert f'"{row:02}-' in (TESTS / ON_A_SERVER).read_text("utf-8")
