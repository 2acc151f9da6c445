import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language, LANGUAGES } from '../../locales/i18n.ts';

const names: Record<Language, string> = { en: 'EN', es: 'ES' };

/** English or Spanish, remembered in this browser. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('app.language')}
      value={i18n.language}
      data={LANGUAGES.map((language) => ({
        value: language,
        label: (
          <span lang={language} aria-label={t(language === 'en' ? 'app.english' : 'app.spanish')} role="img">
            {names[language]}
          </span>
        ),
      }))}
      onChange={(language) => void chooseLanguage(language === 'es' ? 'es' : 'en')}
    />
  );
}
