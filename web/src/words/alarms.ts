import type { Pair } from '@/kit/i18n'

export const alarms = {
} as const satisfies Record<string, Pair>
