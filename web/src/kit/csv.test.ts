import { describe, expect, it } from 'vitest'
import { csv } from './csv'

describe('a table as CSV', () => {
  it('leaves what is missing empty, never zero', () => {
    expect(csv(['a', 'b'], [[null, 0], [undefined, 1.5]])).toBe('\uFEFFa,b\r\n,0\r\n,1.5\r\n')
  })
  it('quotes commas, quotes and line ends', () => {
    expect(csv(['x'], [['a,b'], ['say "so"'], ['two\nlines']])).toBe('\uFEFFx\r\n"a,b"\r\n"say ""so"""\r\n"two\nlines"\r\n')
  })
  it('does not let a text become a formula', () => {
    expect(csv(['x'], [['=1+1'], ['-A1'], ['-5'], [-5]])).toBe("\uFEFFx\r\n'=1+1\r\n'-A1\r\n-5\r\n-5\r\n")
  })
})
