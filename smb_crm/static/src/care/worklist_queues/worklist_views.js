import {registry} from "@web/core/registry";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";
import {WorklistQueues} from "./worklist_queues";

export class WorklistListRenderer extends ListRenderer {
    static template = "smb_crm.WorklistList";
    static components = {...ListRenderer.components, WorklistQueues};
}

export class WorklistKanbanRenderer extends KanbanRenderer {
    static template = "smb_crm.WorklistKanban";
    static components = {...KanbanRenderer.components, WorklistQueues};
}

registry
    .category("views")
    .add("smb_worklist_list", {...listView, Renderer: WorklistListRenderer})
    .add("smb_worklist_kanban", {...kanbanView, Renderer: WorklistKanbanRenderer});
