import { feature } from '../feature.ts';
import ar from './ar.ts';
import de from './de.ts';
import en from './en.ts';
import es from './es.ts';
import fr from './fr.ts';
import pt from './pt.ts';

export default feature(en, { es, fr, de, pt, ar });
