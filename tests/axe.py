"""What axe, which looks for barriers to people who see, hear or move in other ways, finds."""

from playwright.async_api import Page

from tests.javascript import FOLDER, install_client

FINDINGS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations
  .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)"""


async def barriers(page: Page) -> list[str]:
    """What is wrong with what is on the page now, which must let in scripts of tests."""
    if not await page.evaluate("'axe' in window"):
        install_client()
        await page.add_script_tag(path=FOLDER / "node_modules/axe-core/axe.min.js")
    return list(await page.evaluate(FINDINGS))
