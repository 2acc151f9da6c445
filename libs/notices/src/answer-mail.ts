/** A person's answer to a mail, as it is sent. */
interface AnswerMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** The answer that a person wrote, with the creditor's name below, as plain text and as HTML in its language. */
export function answerMail({
  language,
  subject,
  body,
  creditorName,
}: {
  readonly language: string;
  readonly subject: string;
  readonly body: string;
  readonly creditorName: string;
}): AnswerMail {
  const paragraphs = [
    ...body
      .replaceAll('\r\n', '\n')
      .trim()
      .split(/\n{2,}/),
    creditorName,
  ];
  const html = paragraphs.map((each) => `<p>${escaped(each).replaceAll('\n', '<br>')}</p>`).join('\n');
  return {
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html:
      `<!doctype html>\n<html lang="${escaped(language)}">\n<head><meta charset="utf-8">` +
      `<title>${escaped(subject)}</title></head>\n<body>\n${html}\n</body>\n</html>\n`,
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
