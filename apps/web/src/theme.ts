import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#e8f6f7',
  '#d3eaec',
  '#a6d4d8',
  '#74bcc3',
  '#4ca7b0',
  '#2b8a95',
  '#17727d',
  '#0f606a',
  '#0b4f58',
  '#063c43',
];

/** Mantine's theme with a darker palette, because the contrast of its own falls short of WCAG AA. */
export const theme = createTheme({
  colors: { petrol },
  primaryColor: 'petrol',
  primaryShade: 7,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.6rem' }, h2: { fontSize: '1.15rem' }, h3: { fontSize: '1rem' } },
  },
});

/** The colours of small texts: at least 4.5:1 on white and on the page's grey. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#4c5660',
    '--mantine-color-placeholder': '#5d6771',
    '--mantine-color-error': '#b42318',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-anchor': '#0b5a64',
  },
  dark: {},
});
