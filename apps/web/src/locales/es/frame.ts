import type { FrameWords } from '../en/frame.ts';

/** Spanish texts: the frame of the page, its problems and its common buttons. */
export const frame: FrameWords = {
  app: {
    name: 'Puntual',
    skip: 'Ir al contenido',
    sections: 'Secciones',
    language: 'Idioma',
  },
  nav: {
    invoices: 'Facturas',
    tasks: 'Tareas',
    imports: 'Importar',
    openTasks_one: '{{count}} tarea pendiente',
    openTasks_other: '{{count}} tareas pendientes',
    more: 'Herramientas y cerrar sesión',
    outbox: 'Bandeja de salida: mensajes tal como llegan',
    docs: 'Documentación de la API',
    temporal: 'Interfaz web de Temporal',
    signOut: 'Cerrar sesión',
    signedInAs: 'Sesión de {{actor}}',
    now: 'Hora de la plataforma',
  },
  signedOut: {
    title: 'No has iniciado sesión',
    text:
      'Abre un enlace de acceso; cada uno sirve una sola vez. Tu administrador te crea uno. Si Puntual se inició con ' +
      'npm start, la terminal muestra uno, y otro nuevo en cada inicio.',
  },
  problem: {
    title: 'No ha funcionado',
    offline:
      'No se puede contactar con el servidor. Comprueba que Puntual esté en marcha; ' +
      'esta página lo vuelve a intentar sola.',
    stale: 'El servidor ha dejado de responder. Lo que ves puede estar desactualizado; esta página sigue intentándolo.',
    unreadable: 'El servidor respondió {{status}} sin decir por qué.',
    retry: 'Reintentar',
    reference: 'Código: {{code}}',
    notFound: 'Esta página no existe',
    notFoundText: 'Puede que la dirección esté mal escrita o sea de otra organización.',
    home: 'Ir a las facturas',
    crashed: 'Esta página ha fallado',
    crashedText: 'Vuelve a cargarla; en el servidor no ha cambiado nada por esto.',
  },
  common: {
    cancel: 'Cancelar',
    close: 'Cerrar',
    loadMore: 'Cargar más',
    loading: 'Cargando',
    optional: 'opcional',
    newTab: 'se abre en otra pestaña',
    dueNow: 'ahora mismo',
    total: 'Total',
  },
};
