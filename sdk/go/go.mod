module agentauth.io/sdk-go

go 1.19
