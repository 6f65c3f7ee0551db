/*
 * Breaks papers into sheets inside the PDF engine, whose old WebKit knows no newer words
 * than these. Every row is measured once; then parts move to the sheets they fit on:
 * heads of tables are repeated, no row is cut in two, sums keep two lines with them, a
 * section keeps its first line, and what was added up so far is carried over.
 */
(function () {
    "use strict";

    function tall(node) {
        return node.getBoundingClientRect().height;
    }

    function make(tag, name, text) {
        var node = document.createElement(tag);
        node.className = name || "";
        if (text) {
            node.appendChild(document.createTextNode(text));
        }
        return node;
    }

    function list(nodes) {
        return Array.prototype.slice.call(nodes);
    }

    /* Heights of the parts of a paper, with the space below each one. */
    function measured(paper) {
        var parts = list(paper.children).filter(function (node) {
            return !/smb_(foot|copy|mark)/.test(node.className);
        });
        var end = paper.querySelector(".smb_foot").getBoundingClientRect().top;
        return parts.map(function (node, place) {
            var top = node.getBoundingClientRect().top;
            var next = parts[place + 1];
            var below = next ? next.getBoundingClientRect().top : end;
            var table = node.querySelector("table.smb_lines");
            return {
                node: node,
                height: below - top,
                kind: node.getAttribute("data-kind"),
                table: table,
                units: table && units(table),
                rows: table && tall(table),
                head: table && tall(table.querySelector("thead")),
                items: items(node, below),
            };
        });
    }

    /* What a part that is longer than a sheet may be cut into. */
    function items(node, end) {
        var inner = node.querySelector(".smb_long");
        var loose =
            inner &&
            list(inner.childNodes).some(function (one) {
                return one.nodeType === 3 && /\S/.test(one.nodeValue);
            });
        var found = inner && !loose ? list(inner.children) : [];
        return found.map(function (item, place) {
            var top = item.getBoundingClientRect().top;
            var next = found[place + 1];
            return {
                node: item,
                above: top - node.getBoundingClientRect().top,
                height: (next ? next.getBoundingClientRect().top : end) - top,
            };
        });
    }

    /* Rows that stay together: a section with its first line, the last two lines with
     * the sums. */
    function units(table) {
        var rows = list(table.querySelectorAll("tbody tr"));
        var found = [];
        var open = null;
        rows.forEach(function (row, place) {
            var last = place >= rows.length - 1;
            var sums = row.className === "smb_sums";
            if (!open && !(sums && found.length)) {
                open = {rows: [], height: 0};
                found.push(open);
            }
            var unit = open || found[found.length - 1];
            unit.rows.push(row);
            unit.height += tall(row);
            unit.carried = row.getAttribute("data-carried") || unit.carried;
            open = row.className === "smb_section" && !last ? unit : null;
        });
        var end = found[found.length - 1];
        var before = found[found.length - 2];
        if (before && end.rows.length < 3 && before.rows.length < 4) {
            end.rows = before.rows.concat(end.rows);
            end.height += before.height;
            found.splice(found.length - 2, 1);
        }
        return found;
    }

    function Copy(paper, limit) {
        this.paper = paper;
        this.foot = paper.querySelector(".smb_foot");
        this.label = paper.querySelector(".smb_copy");
        this.mark = paper.querySelector(".smb_mark");
        this.height = limit;
        this.limit = limit - tall(this.foot) - 6;
        this.parts = measured(paper);
        this.sheets = [];
    }

    Copy.prototype.begin = function () {
        var sheet = make("div", "smb_sheet");
        if (this.sheets.length || this.paper.getAttribute("data-next")) {
            sheet.className += " smb_next";
        }
        sheet.style.height = this.height + "px";
        if (this.mark && !this.sheets.length) {
            sheet.appendChild(this.mark);
        }
        if (this.label) {
            sheet.appendChild(this.label.cloneNode(true));
        }
        this.sheets.push(sheet);
        this.sheet = sheet;
        this.used = 0;
    };

    Copy.prototype.left = function () {
        return this.limit - this.used;
    };

    Copy.prototype.put = function (node, height) {
        // longer than any sheet: the engine itself cuts it
        if (height > this.limit) {
            this.sheet.style.height = "auto";
        }
        this.sheet.appendChild(node);
        this.used += height;
    };

    Copy.prototype.fill = function () {
        var self = this;
        this.begin();
        this.parts.forEach(function (part, place) {
            var next = self.parts[place + 1];
            if (part.table) {
                self.table(part, next);
            } else if (part.items.length && part.height > self.limit / 3) {
                self.cut(part);
            } else {
                self.whole(part, next);
            }
        });
        this.finish();
    };

    Copy.prototype.whole = function (part, next) {
        var signs = next && next.kind === "sign" ? next.height : 0;
        var need = part.height + signs;
        if (this.used && need > this.left() && need < this.limit) {
            this.begin();
        } else if (this.used && part.height > this.left()) {
            this.begin();
        }
        this.put(part.node, part.height);
    };

    /* Paragraphs over as many sheets as they need. */
    Copy.prototype.cut = function (part) {
        var self = this;
        var first = part.items[0].height;
        var head = part.items[0].above;
        if (this.used && head + first * 2 > this.left()) {
            this.begin();
        }
        var block = part.node;
        var inner = block.querySelector(".smb_long");
        inner.textContent = "";
        this.put(block, head);
        part.items.forEach(function (item) {
            if (item.height > self.left() && self.used) {
                block = block.cloneNode(false);
                inner = inner.cloneNode(false);
                block.appendChild(inner);
                self.begin();
                self.put(block, 0);
            }
            inner.appendChild(item.node);
            self.used += item.height;
        });
    };

    Copy.prototype.table = function (part, next) {
        var self = this;
        var table = part.table;
        var head = table.querySelector("thead");
        var parent = table.parentNode;
        var all = part.units;
        var space = part.height - part.rows;
        var totals = next && next.kind === "totals" ? next.height : 0;
        var high = part.head;
        var least = space + high + (all.length ? all[0].height : 0);
        if (this.used && least + (all.length === 1 ? totals : high) > this.left()) {
            this.begin();
        }
        list(table.querySelectorAll("tbody")).forEach(function (body) {
            table.removeChild(body);
        });
        var body = table.appendChild(make("tbody"));
        this.put(parent, space + high);
        all.forEach(function (unit, place) {
            var rest = place === all.length - 1 ? totals : high;
            var before = all[place - 1];
            if (before && unit.height + rest > self.left()) {
                self.carry(table, body, "out", before.carried);
                parent = parent.cloneNode(false);
                table = parent.appendChild(table.cloneNode(false));
                table.appendChild(head.cloneNode(true));
                body = table.appendChild(make("tbody"));
                self.begin();
                self.put(parent, high);
                self.used += self.carry(table, body, "in", before.carried) * high;
            }
            unit.rows.forEach(function (row) {
                body.appendChild(row);
            });
            if (unit.height > self.limit) {
                self.sheet.style.height = "auto";
            }
            self.used += unit.height;
        });
    };

    /* A row with what was added up so far, where the paper wants one. */
    Copy.prototype.carry = function (table, body, way, figure) {
        var place = Number(table.getAttribute("data-place"));
        var word = table.getAttribute("data-" + way);
        if (!word || !figure) {
            return 0;
        }
        var row = make("tr", "smb_carry");
        var count = table.querySelectorAll("thead th").length;
        if (place) {
            var label = row.appendChild(make("td", "smb_end", word));
            label.colSpan = place;
        }
        row.appendChild(make("td", "smb_end", figure));
        if (count - place - 1) {
            row.appendChild(make("td")).colSpan = count - place - 1;
        }
        body.appendChild(row);
        return 1;
    };

    Copy.prototype.finish = function () {
        var self = this;
        this.paper.textContent = "";
        this.sheets.forEach(function (sheet, place) {
            var foot = self.foot.cloneNode(true);
            var number = foot.querySelector(".smb_number");
            if (number) {
                number.textContent = place + 1 + " / " + self.sheets.length;
            }
            sheet.appendChild(foot);
            self.paper.appendChild(sheet);
        });
    };

    window.onload = function () {
        var limit = tall(document.querySelector(".smb_probe"));
        var copies = list(document.querySelectorAll(".smb_paper"));
        // first all is measured, then all is moved: each look after a move costs a
        // new layout of everything
        copies
            .map(function (paper) {
                return new Copy(paper, limit);
            })
            .forEach(function (copy) {
                copy.fill();
            });
    };
})();
