import { describe, expect, it } from '@jest/globals';
import { contrast } from '@puntual/domain/branding/contrast';
import { brandColours } from './brand.ts';
import { mailStyle } from './mail-style.ts';

describe('brand colours', () => {
  it.each(['#000000', '#ffffff', '#777777', '#ff0000', '#00ff00', '#ffcc00', '#0b5c6b', '#757575', '#808080'])(
    'have a contrast of at least 4.5:1 (AA) on %s',
    (colour) => {
      const { ground, on, onPaper } = brandColours(colour);
      expect(ground).toBe(colour);
      expect(contrast(ground, on)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(onPaper, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('fall back to the house colour when malformed', () => {
    expect(brandColours('red').ground).toBe('#1f4e79');
    expect(brandColours('#fff; x').ground).toBe('#1f4e79');
  });

  it('have the published contrast for black on white', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  });
});

describe('the mail’s own colours', () => {
  it.each([
    ['text', mailStyle.text.color, '#ffffff'],
    ['small', mailStyle.small.color, '#ffffff'],
    ['late', mailStyle.late.color, '#ffffff'],
    ['link', mailStyle.link.color, '#ffffff'],
    ['deadline', mailStyle.deadline.color, mailStyle.deadline.backgroundColor],
    ['panel', mailStyle.panel.color, mailStyle.panel.backgroundColor],
  ])('of %s have a contrast of at least 4.5:1 (AA)', (_, colour, ground) => {
    expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5);
  });
});
