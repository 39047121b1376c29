import js from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {ignores: ['lib/**', 'coverage/**', '.stryker-tmp/**', 'src/generated/**', 'node_modules/**']},
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname}},
    plugins: {jsdoc},
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        {allowNumber: true, allowBoolean: true},
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        {allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: true},
      ],
      // TypeScript reads these through index signatures; brackets say that the name is not ours.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        {allowConstantLoopConditions: 'only-allowed-literals'},
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', {ignoreArrowShorthand: true}],
      'jsdoc/require-jsdoc': [
        'error',
        {publicOnly: true, require: {FunctionDeclaration: true, ClassDeclaration: true}},
      ],
      'jsdoc/check-tag-names': 'error',
      'max-lines': ['error', {max: 320, skipBlankLines: true, skipComments: true}],
      'max-lines-per-function': ['error', {max: 60, skipBlankLines: true, skipComments: true}],
      complexity: ['error', 20],
      'max-depth': ['error', 4],
      'max-params': 'off',
      '@typescript-eslint/max-params': ['error', {max: 4}],
      'no-console': 'error',
    },
  },
  {
    // A component's markup is as long as what it shows; its type says what it gives.
    files: ['src/page/**/*.tsx'],
    rules: {
      'max-lines-per-function': ['error', {max: 90, skipBlankLines: true, skipComments: true}],
    },
  },
  {
    // What a vendor asks of a body is one question after another.
    files: ['src/sandbox/**/*.ts'],
    rules: {complexity: ['error', 32]},
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      complexity: 'off',
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      'jsdoc/require-jsdoc': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // Parts of it run in the browser that it opens.
    files: ['scripts/page-test.mjs'],
    languageOptions: {globals: {document: 'readonly', performance: 'readonly'}},
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        URL: 'readonly',
        __dirname: 'readonly',
        __filename: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        module: 'writable',
        process: 'readonly',
        require: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
);
