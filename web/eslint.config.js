// The fences of the house, beside the usual rules: rooms do not know each other, the kit knows nobody, the api is the only door.
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'
import parser from 'vue-eslint-parser'

const rooms = ['overview', 'monitor', 'air', 'water', 'sources', 'noise', 'soil', 'ecology', 'calculator', 'reports', 'alarms', 'diagnosis', 'registers', 'system', 'session']
const libraries = [
  { regex: '^echarts(/|$)', message: 'ECharts only in kit/chart.' },
  { regex: '^ol(/|$)', message: 'OpenLayers only in kit/map.' },
]
const fence = (files, patterns, ignores = []) => ({ files, ignores, rules: { 'no-restricted-imports': ['error', { patterns: [...libraries, ...patterns] }] } })
const no = (group, message) => ({ group, message })

export default ts.config(
  { ignores: ['src/api/schema.d.ts', 'src/api/ledgers.d.ts', 'src/api/evaluations.d.ts', 'src/components.d.ts'] },
  ...ts.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    files: ['src/**/*.{ts,vue}'],
    languageOptions: { parser, parserOptions: { parser: ts.parser, sourceType: 'module' } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'max-lines': ['error', { max: 500 }],
      'max-lines-per-function': ['error', { max: 70, skipComments: true }],
      'max-depth': ['error', 3],
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      'no-undef': 'off',
    },
  },
  { files: ['src/**/*.test.ts'], rules: { 'max-lines-per-function': 'off' } },
  fence(['src/kit/**'], [no(['@/rooms/*', '@/domain/*', '@/api/*', '@/app/*', '@/words/*', '**/rooms/*', '**/domain/*', '**/api/*'], 'The kit knows nothing of the field.')]),
  fence(['src/api/**'], [no(['@/rooms/*', '@/domain/*', '@/app/*', '@/kit/*', '@/words/*'], 'The api knows only the contract.')]),
  fence(['src/words/**'], [no(['@/rooms/*', '@/domain/*', '@/api/*', '@/app/*'], 'Words know nobody.')]),
  fence(['src/domain/**'], [no(['@/rooms/*'], 'The domain knows no room.')]),
  ...rooms.map((room) => fence([`src/rooms/${room}/**`], [no([...rooms.filter((other) => other !== room).map((other) => `@/rooms/${other}/*`), '../../rooms/*'], 'Rooms do not import each other.')])),
  { files: ['src/kit/chart/**', 'src/kit/map/**'], rules: { 'no-restricted-imports': ['error', { patterns: [no(['@/rooms/*', '@/domain/*', '@/api/*', '@/app/*', '@/words/*'], 'The kit knows nothing of the field.')] }] } },
)
