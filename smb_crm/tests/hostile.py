"""What hostile people, broken phones and other alphabets send us."""

from lxml import html

SCRIPTS = (
    """
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x.js></SCRIPT>
<script >alert(1)</script >
<scr<script>ipt>alert(1)</scr</script>ipt>
<script/x>alert(1)</script>
<script>alert(1)//
<<script>alert(1)//<</script>
<img src=x onerror=alert(1)>
<img src=x onerror="alert(1)" />
<img/src=x/onerror=alert(1)>
<img src=x OnErRoR=alert(1)>
<img src=x onerror=&#97;lert(1)>
<img """
    '"""'
    """><script>alert(1)</script>">
<img src="javascript:alert(1)">
<img src=`x`onerror=alert(1)>
<img src=x:x onerror=alert(1)//
<img dynsrc="javascript:alert(1)">
<img lowsrc="javascript:alert(1)">
<svg onload=alert(1)>
<svg/onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><animate onbegin=alert(1) attributeName=x></svg>
<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>
<svg><set attributeName="onmouseover" to="alert(1)"/></svg>
<svg><foreignObject><iframe src="javascript:alert(1)"></iframe></foreignObject></svg>
<math><a xlink:href="javascript:alert(1)">x</a></math>
<math href="javascript:alert(1)">x</math>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<iframe src=//evil.example>
<object data="javascript:alert(1)"></object>
<object type="text/html" data="data:text/html,<script>alert(1)</script>"></object>
<embed src="javascript:alert(1)">
<applet code="evil.class">
<base href="javascript:alert(1)//">
<link rel=stylesheet href="javascript:alert(1)">
<link rel=import href="//evil.example/x.html">
<meta http-equiv="refresh" content="0;url=javascript:alert(1)">
<a href="javascript:alert(1)">x</a>
<a href="JaVaScRiPt:alert(1)">x</a>
<a href=" javascript:alert(1)">x</a>
<a href="java&#10;script:alert(1)">x</a>
<a href="java&#9;script:alert(1)">x</a>
<a href="&#106;avascript:alert(1)">x</a>
<a href="&#x6A&#x61&#x76&#x61script:alert(1)">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>
<a href="x" onmouseover="alert(1)">x</a>
<form action="javascript:alert(1)"><input type=submit></form>
<button formaction="javascript:alert(1)">x</button>
<input autofocus onfocus=alert(1)>
<select autofocus onfocus=alert(1)></select>
<textarea autofocus onfocus=alert(1)></textarea>
<body onload=alert(1)>
<details open ontoggle=alert(1)>x</details>
<video><source onerror="alert(1)"></video>
<audio src=x onerror=alert(1)>
<marquee onstart=alert(1)>x</marquee>
<div style="background:url(javascript:alert(1))">x</div>
<div style="width:expression(alert(1))">x</div>
<style>@import "javascript:alert(1)";</style>
<table background="javascript:alert(1)"><tr><td>x</td></tr></table>
<isindex action="javascript:alert(1)" type=image>
<xss style="behavior:url(evil.htc)">x</xss>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<template><script>alert(1)</script></template>
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<?xml version="1.0"?><script>alert(1)</script>
"><script>alert(1)</script>
'"><img src=x onerror=alert(1)>
</title><script>alert(1)</script>
]]><script>alert(1)</script>
<t t-out="1+1"/><t t-call="web.layout"/>
{{ object.env['res.users'].search([]) }}
"""
)
SCRIPTS = SCRIPTS.strip().splitlines()

SQL = [
    "'",
    '"',
    ";",
    "--",
    "\\",
    "'; DROP TABLE smb_contact_log; --",
    "' OR '1'='1",
    "') OR 1=1 --",
    "%(a)s",
    "%s%s%s",
    "{0}",
    "$1",
    "x'/**/UNION/**/SELECT/**/1--",
    "\\'; SELECT pg_sleep(5); --",
]

NAMES = [
    "😀 Emoji 👨‍👩‍👧‍👦",
    "شركة الاختبار",
    "חברת בדיקות",
    "e\u0301\u0323\u0308" * 20,
    "𠮷野家 𩸽",
    "zero\u200bwidth\u200djoin",
    "right\u202eto\u202cleft",
    "全角ＡＢＣ",
    "O'Brien & Söhne <GmbH>",
    "100% sure_thing",
    "tab\tand\nnew line",
    "\ufeffbom",
    "ﷺ" * 50,
    "x" * 10_000,
]

UNSTORABLE = [
    "nul\x00inside",
    "\x00",
    "lone \ud800 surrogate",
    "\udfff",
    "a\x00\udc00b",
]

ACTIVE_TAGS = "script iframe object embed applet base link meta form style".split()
URLS = "href src action formaction data background dynsrc lowsrc xlink:href".split()
SCHEMES = ("javascript:", "vbscript:", "data:text/html")


def dangers(markup):
    """What a browser would run or load as code in ``markup``.

    >>> dangers('<p>fine <a href="https://x">x</a></p>')
    []
    >>> dangers('<p onclick="x()"><script>x()</script></p>')
    ['onclick', 'script']
    """
    if not str(markup or "").strip():
        return []
    tree = html.fragment_fromstring(str(markup), create_parent="div")
    found = []
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag.lower() in ACTIVE_TAGS:
            found.append(node.tag)
        found += [name for name, value in node.items() if dangerous(name, value)]
    return found


def dangerous(name, value):
    """Whether an attribute runs code.

    >>> dangerous("onload", "x()"), dangerous("href", " java\\nscript:x()")
    (True, True)
    >>> dangerous("href", "https://example.com"), dangerous("title", "javascript:")
    (False, False)
    """
    plain = "".join(value.split()).lower()
    if name.lower().startswith("on"):
        return True
    if name.lower() == "style":
        return any(
            word in plain for word in ("expression(", "javascript:", "behavior:")
        )
    return name.lower() in URLS and plain.startswith(SCHEMES)
