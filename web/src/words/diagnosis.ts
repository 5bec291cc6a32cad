import type { Pair } from '@/kit/i18n'

export const diagnosis = {
} as const satisfies Record<string, Pair>
