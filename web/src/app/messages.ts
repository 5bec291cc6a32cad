// Every text of the screens in both languages, joined from one table a room.
import { say, type Pair } from '@/kit/i18n'
import { air } from '@/words/air'
import { alarms } from '@/words/alarms'
import { calculator } from '@/words/calculator'
import { diagnosis } from '@/words/diagnosis'
import { dossier } from '@/words/dossier'
import { ecology } from '@/words/ecology'
import { field } from '@/words/field'
import { figures } from '@/words/figures'
import { frame } from '@/words/frame'
import { monitor } from '@/words/monitor'
import { noise } from '@/words/noise'
import { overview } from '@/words/overview'
import { registers } from '@/words/registers'
import { reports } from '@/words/reports'
import { soil } from '@/words/soil'
import { sources } from '@/words/sources'
import { standards } from '@/words/standards'
import { system } from '@/words/system'
import { water } from '@/words/water'

export { kitWords } from '@/words/frame'

const table = { ...frame, ...field, ...figures, ...overview, ...monitor, ...air, ...alarms, ...calculator, ...diagnosis, ...dossier, ...ecology, ...noise, ...registers, ...reports, ...soil, ...sources, ...standards, ...system, ...water }
export type MessageKey = keyof typeof table

export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  // A state that a newer server invents is shown by its own name rather than as nothing.
  return say((table as Record<string, Pair>)[key] ?? [key, key], values)
}
