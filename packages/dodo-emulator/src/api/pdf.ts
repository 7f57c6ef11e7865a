// The layout of an A4 page, in points. The text is in Helvetica, a font that every PDF viewer has.
const page = { width: 595, height: 842, left: 56, top: 780, leading: 20, size: 11 };

/**
 * Returns a PDF of one page with lines of text. A character that is not printable or not in Latin-1
 * becomes `?`.
 */
export function pdfOf(lines: readonly string[]): string {
  const text = lines.map((line) => `(${escaped(line)}) Tj T*`).join("\n");
  const content = `BT /F1 ${page.size} Tf ${page.leading} TL ${page.left} ${page.top} Td\n${text}\nET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.width} ${page.height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
  ];
  return withTable(objects);
}

/** Joins the PDF objects and adds the table of their positions, with which a viewer finds them. */
function withTable(objects: readonly string[]): string {
  let file = "%PDF-1.4\n";
  const entries = objects.map((object, i) => {
    const at = String(file.length).padStart(10, "0");
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${at} 00000 n \n`;
  });
  const count = objects.length + 1;
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${entries.join("")}`;
  return `${file}${table}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}

// Escapes a line of text. Characters outside of ASCII become octal codes or `?`, so that each
// character of the file is one byte.
function escaped(line: string): string {
  let text = "";
  for (const character of line) {
    const code = character.codePointAt(0) ?? 0;
    if ("()\\".includes(character)) text += `\\${character}`;
    else if (code >= 32 && code < 127) text += character;
    else text += code >= 160 && code < 256 ? `\\${code.toString(8)}` : "?";
  }
  return text;
}
