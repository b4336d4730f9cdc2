/** Who I am on this board. My role and my group may change while it is open; whatever shows what I may do is then drawn again. */
import { type Signal, signal } from '@preact/signals';
import type { Me, Role } from '../board/schema';

export class Myself implements Me {
  readonly participant: string;
  readonly name: string;
  readonly #role: Signal<Role>;
  readonly #department: Signal<string>;

  constructor({ participant, name, department, role }: Me) {
    this.participant = participant;
    this.name = name;
    this.#role = signal(role);
    this.#department = signal(department);
  }

  get role(): Role {
    return this.#role.value;
  }

  get department(): string {
    return this.#department.value;
  }

  speakFor(department: string): void {
    this.#department.value = department;
  }

  become(role: Role): void {
    this.#role.value = role;
  }
}
