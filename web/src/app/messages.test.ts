import { describe, expect, it } from 'vitest'
import { air } from '@/words/air'
import { alarms } from '@/words/alarms'
import { diagnosis } from '@/words/diagnosis'
import { field } from '@/words/field'
import { figures } from '@/words/figures'
import { frame, kitWords } from '@/words/frame'
import { monitor } from '@/words/monitor'
import { overview } from '@/words/overview'
import { registers } from '@/words/registers'
import { sources } from '@/words/sources'
import { system } from '@/words/system'
import { water } from '@/words/water'
import { locale, type Pair } from '@/kit/i18n'
import { t, type MessageKey } from './messages'

const tables: Record<string, Record<string, Pair>> = { air, alarms, diagnosis, field, figures, frame, monitor, overview, registers, sources, system, water }

describe('the words of the screens', () => {
  it('are given once: no table overwrites the word of another', () => {
    const seen = new Map<string, string>()
    for (const [name, table] of Object.entries(tables)) {
      for (const key of Object.keys(table)) {
        expect(seen.get(key), `${key} stands in ${seen.get(key)} and in ${name}`).toBeUndefined()
        seen.set(key, name)
      }
    }
  })
  it('ask for the same values in both languages', () => {
    const asked = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join()
    for (const table of [...Object.values(tables), kitWords]) {
      for (const [key, [zh, en]] of Object.entries(table)) expect(asked(en), key).toBe(asked(zh))
    }
  })
  it('are never empty and never markup', () => {
    for (const table of [...Object.values(tables), kitWords]) {
      for (const [key, pair] of Object.entries(table)) for (const text of pair) {
        expect(text.trim(), key).not.toBe('')
        expect(text, key).not.toMatch(/<\w+/)
      }
    }
  })
  it('follow the chosen language and fill in values', () => {
    locale.value = 'en'
    expect(t('frame.number', { n: 7 })).toBe('Frame #7')
    locale.value = 'zh'
    expect(t('frame.number', { n: 7 })).toBe('报文 #7')
  })
  it('show a name that is not known as it is', () => {
    expect(t('state.melted' as MessageKey)).toBe('state.melted')
  })
})
