"""Line icons for the pages, drawn inline so that they take the text's colour. From Lucide (ISC licence)."""

from markupsafe import Markup

from server.pages import icon_archive

DRAWINGS = {
    **icon_archive.DRAWINGS,
    "alert": '<circle cx="12" cy="12" r="10"/><path d="M12 8v4M12 16h.01"/>',
    "archive": '<rect width="20" height="5" x="2" y="3" rx="1"/><path d="M4 8v11a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8"/>'
    '<path d="M10 12h4"/>',
    "check": '<path d="M20 6 9 17l-5-5"/>',
    "contrast": '<circle cx="12" cy="12" r="10"/><path d="M12 18a6 6 0 0 0 0-12v12z"/>',
    "cookie": '<path d="M11.5 2a.6.6 0 0 1 .53.6 4 4 0 0 0 4.23 4.38.71.71 0 0 1 .76.75 4 4 0 0 0 4.37 4.24.55.55 0 0 1'
    ' .6.53 10 10 0 0 1-2.9 6.57A10 10 0 1 1 4.93 4.92 10 10 0 0 1 11.5 2"/>'
    '<path d="M11 17h.01M12 12h.01M16 16h.01M7 14h.01M9 8h.01"/>',
    "door": '<path d="M10 21H2M22 21h-3M14 12h.01M10 3H7a2 2 0 0 0-2 2v16M19 21V5a2 2 0 0 0-1.68-1.97l-6.16-1.02A1 1 0'
    ' 0 0 10 3v18a1 1 0 0 0 1.12.99z"/>',
    "ear": '<path d="M6 8.5a6.5 6.5 0 1 1 13 0c0 6-6 6-6 10a3.5 3.5 0 1 1-7 0"/>'
    '<path d="M15 8.5a2.5 2.5 0 0 0-5 0v1a2 2 0 1 1 0 4"/>',
    "eye-off": '<path d="M10.73 5.08a10.74 10.74 0 0 1 11.21 6.57 1 1 0 0 1 0 .7 10.75 10.75 0 0 1-1.44 2.49M14.08'
    " 14.16a3 3 0 0 1-4.24-4.24M17.48 17.5A10.75 10.75 0 0 1 2.06 12.35a1 1 0 0 1 0-.7 10.75 10.75 0 0 1 4.45-5.14"
    'M2 2l20 20"/>',
    "eye": '<path d="M2.06 12.35a1 1 0 0 1 0-.7 10.75 10.75 0 0 1 19.88 0 1 1 0 0 1 0 .7 10.75 10.75 0 0 1-19.88 0"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "go": '<path d="m9 18 6-6-6-6"/>',
    "hands": '<path d="M11 14h2a2 2 0 0 0 0-4h-3c-.6 0-1.1.2-1.4.6L3 16M14.45 13.39l5.05-4.69c.7-.7 1.5-1.85 1.5-2.95'
    "a2.75 2.75 0 0 0-4.8-1.84.28.28 0 0 1-.4 0A2.75 2.75 0 0 0 11 5.75c0 1.2.8 2.25 1.5 2.95L16 11.95M2 15l6 6"
    'M7 20l1.6-1.4c.3-.4.8-.6 1.4-.6h4c1.1 0 2.1-.4 2.8-1.2l4.6-4.4a1 1 0 0 0-2.75-2.91"/>',
    "in": '<path d="m10 17 5-5-5-5M15 12H3M15 3h4a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-4"/>',
    "file": '<path d="M15 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V7Z"/><path d="M14 2v4a2 2 0 0 0 2 2h4"/>'
    '<path d="M12 18v-6m-3 3 3-3 3 3"/>',
    "link": '<path d="M9 17H7A5 5 0 0 1 7 7h2M15 7h2a5 5 0 1 1 0 10h-2M8 12h8"/>',
    "more": '<circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/><circle cx="5" cy="12" r="1"/>',
    "out": '<path d="m16 17 5-5-5-5M21 12H9M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4"/>',
    "pen": '<path d="M21.2 6.8a2.8 2.8 0 0 0-4-4L3.8 16.2a2 2 0 0 0-.5.8L2 21.4a.5.5 0 0 0 .6.6L7 20.7'
    'a2 2 0 0 0 .8-.5z"/>',
    "people": '<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M16 3.13a4 4 0 0 1 0 7.74M22 21v-2a4 4 0 0 0-3-3.87"/>'
    '<circle cx="9" cy="7" r="4"/>',
    "person": '<path d="M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2"/><circle cx="12" cy="7" r="4"/>',
    "plus": '<path d="M5 12h14M12 5v14"/>',
    "search": '<path d="m21 21-4.34-4.34"/><circle cx="11" cy="11" r="8"/>',
}


def icon(name: str) -> Markup:
    """An icon as markup; words always stand beside it."""
    # What styles say again is for paper: WeasyPrint gives a drawing no styles of its page.
    svg = '<svg class="i" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    svg += 'aria-hidden="true">{}</svg>'
    return Markup(svg).format(Markup(DRAWINGS[name]))
