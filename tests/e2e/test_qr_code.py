"""The QR code, read from the picture as a phone would."""

import base64

import pytest
from playwright.async_api import Page, ViewportSize

from tests.guests import DESKTOP, PHONE, Guests
from tests.javascript import FOLDER, install_client

READ = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data, width, height } = canvas.getImageData(0, 0, image.width, image.height);
  return jsQR(data, width, height)?.data;
}"""


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_qr_code_is_the_link(guests: Guests, scheme: str, size: ViewportSize) -> None:
    install_client()
    ada, phone = await guests.one(size, color_scheme=scheme), await guests.one()
    await ada.creates("Ada")
    read = await text_in(ada.page, phone.page)
    assert read == await ada.link()
    await phone.page.goto(read)
    await phone.asks_to_join("Phone")
    await ada.sees_people("Phone")


async def text_in(page: Page, reader: Page) -> str:
    """What a reader makes of the QR code in a picture of the page."""
    picture = await page.get_by_role("img", name="QR code").screenshot()
    await reader.goto("about:blank")
    await reader.add_script_tag(path=FOLDER / "node_modules/jsqr/dist/jsQR.js")
    return str(await reader.evaluate(READ, base64.b64encode(picture).decode()))
