import { startScriptedModel, type ScriptedModel } from '@ai-coding-agent/testing';
import { HONEST_REPLIES, type Attack } from '../attack.js';
import { EDITED_APP } from '../edit.js';
import { setScene, type Scene } from '../scene.js';
import type { Outcome } from '../side.js';

/** Sets up an attack, lets `act` do an agent's work on it, and looks at what is left. */
export async function stage(
  attack: Attack,
  act: (scene: Scene, model: ScriptedModel) => Promise<void>,
): Promise<Outcome> {
  const scene = await setScene();
  const model = await startScriptedModel({ script: attack.replies?.(scene) ?? HONEST_REPLIES });
  try {
    attack.plant?.(scene);
    scene.checkout.commit();
    await act(scene, model);
    const sent = model.requests.map(({ prompt }) => prompt).join('\n');
    return { damage: scene.damage(sent), edited: scene.checkout.read('app.py') === EDITED_APP };
  } finally {
    await model.close();
    await scene.close();
  }
}
