import './state/no-eval.js';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import './styles/fonts.css';
import './styles/base.css';
import './styles/bar.css';
import './styles/search.css';
import './styles/map.css';
import './styles/card.css';
import './styles/panel.css';
import './styles/topics.css';
import './styles/report.css';
import './styles/dock.css';
import './styles/time.css';
import './styles/recipe.css';
import './styles/live.css';
import './styles/export.css';

createRoot(document.getElementById('studio')!).render(<App />);
