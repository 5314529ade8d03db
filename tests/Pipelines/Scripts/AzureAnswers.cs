namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>What Azure answers about a subscription and a region in which everything can be had, but for what a test takes away.</summary>
internal sealed record AzureAnswers
{
    public const string Complete = "Microsoft.Compute/virtualMachineScaleSets\nMicrosoft.DBforMySQL/flexibleServers\nMicrosoft.KeyVault/vaults\n";

    /// <summary>What lives in the group of the environment; null when there is none.</summary>
    public string? Types { get; init; }

    public string Groups { get; init; } = HookEnvironment.Groups();

    public string Unregistered { get; init; } = "";

    public string Size { get; init; } = "Standard_B2als_v2";

    public string Zones { get; init; } = """["1", "2", "3"]""";

    public string Restrictions { get; init; } = "";

    public string Family { get; init; } = "standardBalsv2Family";

    public int FamilyLimit { get; init; } = 10;

    public int RegionLimit { get; init; } = 20;

    public int Used { get; init; }

    public string Sets { get; init; } = "[]";

    public string Database { get; init; } = """ "Standard_B1ms", "Standard_D2ads_v5", "ZoneRedundant" """;

    public string Pair { get; init; } = """{ "name": "northeurope" }""";

    public string Functions { get; init; } = "West Europe";

    public string Offer { get; init; } = "PayAsYouGo_2014-09-01";

    public static AzureAnswers Production { get; } = new() { Size = "Standard_D2as_v5", Family = "standardDASv5Family", FamilyLimit = 18, Groups = HookEnvironment.Groups(profile: "production") };

    /// <summary>Has the stand-ins answer so. Rules that were given before go first.</summary>
    public void Give(FakeTools tools) => tools
        .When("az group list", Types is null ? "[]" : Groups)
        .When("az resource list", Types ?? "")
        .When("az provider list", $"[ {string.Join(", ", Providers())} ]")
        .When("az provider register", "")
        .When("az vm list-skus", $$"""
            [ { "name": "{{Size}}_other", "family": "x" },
              { "name": "{{Size}}", "family": "{{Family}}", "locationInfo": [ { "zones": {{Zones}} } ], "restrictions": [ {{Restrictions}} ], "capabilities": [ { "name": "vCPUs", "value": "2" } ] } ]
            """)
        .When("az vm list-usage", $$"""
            [ { "name": { "value": "cores" }, "limit": "{{RegionLimit}}", "currentValue": {{Used}} }, { "name": { "value": "{{Family}}" }, "limit": "{{FamilyLimit}}", "currentValue": {{Used}} } ]
            """)
        .When("az vmss list", Sets)
        .When("az mysql flexible-server list-skus", $$"""[ { "supportedFlexibleServerEditions": [ {{Database}} ] } ]""")
        .When("az rest --method get --url /subscriptions/sub/locations?", $$"""{ "value": [ { "name": "westeurope", "metadata": { "pairedRegion": [ {{Pair}} ] } } ] }""")
        .When("az functionapp list-flexconsumption-locations", $$"""[ { "name": "East US" }, { "name": "{{Functions}}" } ]""")
        .When("az rest --method get --url /subscriptions/sub?", $$"""{ "id": "/subscriptions/sub", "subscriptionPolicies": { "quotaId": "{{Offer}}" } }""")
        .When("azd env set", "");

    private IEnumerable<string> Providers() =>
        from name in (string[])["Microsoft.AlertsManagement", "Microsoft.App", "Microsoft.Compute", "Microsoft.ContainerRegistry", "Microsoft.DBforMySQL", "microsoft.insights",
            "Microsoft.KeyVault", "Microsoft.ManagedIdentity", "Microsoft.Network", "Microsoft.OperationalInsights", "Microsoft.Storage", "Microsoft.Web"]
        select $$"""{ "name": "{{name}}", "state": "{{(name == Unregistered ? "NotRegistered" : "Registered")}}" }""";
}
