/** Who I am on this board. My role may change while it is open; whatever shows what I may do is then drawn again. */
import { type Signal, signal } from '@preact/signals';
import type { Me, Role } from '../board/schema';

export class Myself implements Me {
  readonly participant: string;
  readonly name: string;
  readonly department: string;
  readonly #role: Signal<Role>;

  constructor({ participant, name, department, role }: Me) {
    this.participant = participant;
    this.name = name;
    this.department = department;
    this.#role = signal(role);
  }

  get role(): Role {
    return this.#role.value;
  }

  become(role: Role): void {
    this.#role.value = role;
  }
}
