// A raw frame cut into the parts an eye looks for. Nothing is judged here: what is wrong comes decoded from the server.
export type PartKind = 'mark' | 'length' | 'name' | 'value' | 'sign' | 'crc' | 'rest'
export interface Part {
  text: string
  kind: PartKind
  wrong: boolean
}
export interface Decoded {
  ok?: boolean
  version?: string | null
  length_ok?: boolean
  length_declared?: number
  length_actual?: number
  crc_ok?: boolean
  crc_kind?: string
  crc_computed?: string
  head?: Record<string, string>
  cp?: Record<string, unknown>
  items?: { code: string; fields: Record<string, unknown> }[]
  faults?: string[]
}

/// The four digits at the end of the frame, as sent; '' when there are none.
export function crcSent(text: string): string {
  return /([0-9a-fA-F]{4})(?:\\x0[dDaA]|\\r|\\n|\s)*$/.exec(text)?.[1] ?? ''
}

export function partsOf(text: string, decoded: Decoded | null): Part[] {
  const whole = /^(##)(\d{0,4})([\s\S]*)$/.exec(text)
  if (!whole) return [{ text, kind: 'rest', wrong: false }]
  const parts: Part[] = [{ text: '##', kind: 'mark', wrong: false }]
  if (whole[2]) parts.push({ text: whole[2], kind: 'length', wrong: decoded?.length_ok === false })
  let segment = whole[3] ?? ''
  const tail = /([0-9a-fA-F]{4})((?:\\x0[dDaA]|\\r|\\n|\s)*)$/.exec(segment)
  if (tail) segment = segment.slice(0, tail.index)
  for (const piece of segment.split(/(&&|[;,=])/)) {
    if (!piece) continue
    if (/^(&&|[;,=])$/.test(piece)) {
      // The sign after a name tells that it was a name.
      const before = parts[parts.length - 1]
      if (piece === '=' && before?.kind === 'value') before.kind = 'name'
      parts.push({ text: piece, kind: 'sign', wrong: false })
    } else {
      parts.push({ text: piece, kind: 'value', wrong: false })
    }
  }
  if (tail) {
    parts.push({ text: tail[1] ?? '', kind: 'crc', wrong: decoded?.crc_ok === false })
    if (tail[2]) parts.push({ text: tail[2], kind: 'rest', wrong: false })
  }
  return parts
}
