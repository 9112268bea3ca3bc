-- SPDX-License-Identifier: Apache-2.0
-- No statement looks grants up by these columns alone; each renewal paid for keeping both.
drop index grant_due;
drop index grant_token_hash;
