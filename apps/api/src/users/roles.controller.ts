import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { listOwnRoles, MOST_ROLES, removeRole, saveRole } from '@puntual/casework/access/own-roles';
import {
  roleKeySchema,
  rolesSchema,
  saveRoleSchema,
  type RolesView,
  type SaveRole,
} from '@puntual/contracts/api/users';
import { BUILT_IN_ROLES, isBuiltInRole, RIGHTS, roleRights } from '@puntual/domain/access/rights';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, giverOf, type Caller } from '../http/caller.ts';

/** Roles as sets of rights: those that every organization has, and the organization's own. */
@ApiTags('users')
@Controller('v1/roles')
export class RolesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'List the roles with their rights, and every right that there is' })
  @ApiOkResponse({ standardSchema: rolesSchema })
  async list(@CurrentCaller() caller: Caller): Promise<RolesView> {
    const own = await this.parts.database.inOrganization(caller.organizationId, listOwnRoles);
    return {
      items: [
        ...BUILT_IN_ROLES.map((key) => ({ key, name: key, builtIn: true, rights: [...roleRights[key]] })),
        ...own.map(({ key, name, rights }) => ({ key, name, builtIn: false, rights: [...rights] })),
      ],
      rights: [...RIGHTS],
    };
  }

  @Put(':key')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make a role of the organization’s own, or change its name and rights',
    description:
      'People who have the role have the rights at once. Built-in roles stay as they are (404). 403 ' +
      '`beyond-own-rights` for rights that the caller lacks.',
  })
  @ApiOkResponse({ standardSchema: rolesSchema })
  async save(
    @Param('key', { schema: roleKeySchema }) key: string,
    @Body({ schema: saveRoleSchema }) body: SaveRole,
    @CurrentCaller() caller: Caller,
  ): Promise<RolesView> {
    if (isBuiltInRole(key)) throw notFound();
    const role = { key, name: body.name, rights: [...new Set(body.rights)] };
    const saved = await saveRole(this.parts.database, giverOf(caller), role, this.parts.clock.now());
    switch (saved.result) {
      case 'saved':
        return this.list(caller);
      case 'too-many-roles':
        throw new ApiProblem(409, { code: 'too-many-roles', values: { most: MOST_ROLES } });
      case 'beyond-own-rights':
        throw new ApiProblem(403, { code: 'beyond-own-rights', values: { rights: saved.rights } });
    }
  }

  @Delete(':key')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove one of the organization’s own roles', description: '409 `role-in-use`.' })
  @ApiNoContentResponse()
  async remove(@Param('key', { schema: roleKeySchema }) key: string, @CurrentCaller() caller: Caller): Promise<void> {
    const removed = await removeRole(this.parts.database, actorOf(caller), key, this.parts.clock.now());
    switch (removed) {
      case 'removed':
        return;
      case 'not-found':
        throw notFound();
      case 'in-use':
        throw new ApiProblem(409, { code: 'role-in-use', values: {} });
    }
  }
}
