// A table that is already on the screen as a file. What the server can give as CSV is fetched from there instead.
const mark = '\uFEFF' // tells spreadsheets that this is UTF-8

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  // A text that begins like a formula would be computed by a spreadsheet.
  const safe = typeof value === 'string' && /^[=+@\t\r]|^-[^\d.]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}
export function csv(head: string[], rows: (string | number | null | undefined)[][]): string {
  return mark + [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}
export function download(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
