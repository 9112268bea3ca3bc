-- SPDX-License-Identifier: Apache-2.0
-- Events are forgotten a while after they are published; what is listed and audited is the log of account-service.
grant delete on event to ${worker};
