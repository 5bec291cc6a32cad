// Black or white upon a colour, whichever is easier to read (WCAG relative luminance).
function channel(part: string): number {
  const value = parseInt(part, 16) / 255
  return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}
export function luminance(colour: string): number | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)
  return found ? 0.2126 * channel(found[1] as string) + 0.7152 * channel(found[2] as string) + 0.0722 * channel(found[3] as string) : null
}
export function inkOn(colour: string): string {
  const light = luminance(colour)
  if (light === null) return 'inherit'
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.058 ? '#ffffff' : '#14212b'
}
