// SPDX-License-Identifier: Apache-2.0
import sdk = require('@agentauth/sdk');
import connect = require('@agentauth/sdk/connect');

const client = new sdk.AgentAuth();
client.accounts.get('acc_1').then((account) => account.status.trim());
connect.openConnect({ url: 'https://agent-auth.example/connect/x' }).then((outcome) => outcome.status.trim());
