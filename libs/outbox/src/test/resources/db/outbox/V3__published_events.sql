-- SPDX-License-Identifier: Apache-2.0
-- As each service has it in its own migrations. What is published is forgotten after a while; nothing else may be deleted.
grant delete on event to ${worker};
