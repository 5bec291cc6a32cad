import { describe, expect, it } from 'vitest'
import { crcSent, partsOf } from './frameText'

const frame = '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\\x0d\\x0a'
describe('a frame cut into parts', () => {
  it('loses no byte', () => expect(partsOf(frame, null).map((part) => part.text).join('')).toBe(frame))
  it('knows names, values, length and check sum', () => {
    const kinds = new Map(partsOf(frame, null).map((part) => [part.text, part.kind]))
    expect(kinds.get('ST')).toBe('name')
    expect(kinds.get('32')).toBe('value')
    expect(kinds.get('0101')).toBe('length')
    expect(kinds.get('1C80')).toBe('crc')
    expect(crcSent(frame)).toBe('1C80')
  })
  it('marks what the server says is wrong, and only that', () => {
    const wrong = partsOf(frame, { crc_ok: false, length_ok: true }).filter((part) => part.wrong)
    expect(wrong.map((part) => part.kind)).toEqual(['crc'])
  })
  it('leaves bytes that are no frame whole', () => expect(partsOf('GET / HTTP/1.1', null)).toEqual([{ text: 'GET / HTTP/1.1', kind: 'rest', wrong: false }]))
})
