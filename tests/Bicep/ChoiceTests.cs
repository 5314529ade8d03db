namespace Steadfast.Bicep.Tests;

/// <summary>Choices that mean nothing are refused before anything is created, and the refusal says how to put it right.</summary>
[Trait("Category", "real-processes")]
public sealed class ChoiceTests(PredictedDeployments predictions)
{
    [Theory]
    [InlineData("AZURE_ENVIRONMENT_PROFILE", "prod", "AZURE_ENVIRONMENT_PROFILE is 'prod': set it to small or production.")]
    [InlineData("AZURE_EDGE", "yes", "AZURE_EDGE is 'yes': set it to on or off, or to nothing for what the profile says.")]
    [InlineData("AZURE_TIERED", "yes", "AZURE_TIERED is 'yes': set it to true or false.")]
    [InlineData("AZURE_CACHE", "yes", "AZURE_CACHE is 'yes': set it to true or false.")]
    [InlineData("AZURE_GEO_BACKUP", "no", "AZURE_GEO_BACKUP is 'no': set it to true or false.")]
    [InlineData("AZURE_MONTHLY_BUDGET", "300 USD", "AZURE_MONTHLY_BUDGET is '300 usd': set it to a whole number.")]
    [InlineData("AZURE_DATABASE_REPLICA", "on", "AZURE_DATABASE_REPLICA is 'on': set it to create or keep.")]
    [InlineData("AZURE_DATABASE_SIGN_IN", "token", "AZURE_DATABASE_SIGN_IN is 'token': set it to password or entra.")]
    [InlineData("AZURE_DATABASE_SIGN_IN", "entra", "AZURE_DATABASE_SIGN_IN is entra: set AZURE_DATABASE_ADMINISTRATOR_NAME and AZURE_DATABASE_ADMINISTRATOR_ID too.")]
    [InlineData("AZURE_AUTOMATION_SETTINGS", "Modes__Replace", "AZURE_AUTOMATION_SETTINGS holds 'Modes__Replace': write NAME=VALUE;NAME=VALUE.")]
    [InlineData("AZURE_AUTOMATION_SETTINGS", "Modes__Replac=Auto", "The automation has no setting 'Modes__Replac' that a deployment may choose")]
    [InlineData("AZURE_AUTOMATION_SETTINGS", "Stack__ScaleSet=other", "The automation has no setting 'Stack__ScaleSet' that a deployment may choose")]
    [InlineData("AZURE_AUTOMATION_SETTINGS", "Modes__Replace=auto", "Modes__Replace is 'auto': set it to Auto, Approve or Observe (AZURE_AUTOMATION_SETTINGS).")]
    public async Task A_value_that_means_nothing_is_refused(string name, string value, string sentence) =>
        Assert.Contains(sentence, await predictions.RefusalAsync((name, value)), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("", "on", "", "Sign-in needs two settings: set AZURE_SIGN_IN_CLIENT_ID and AZURE_SIGN_IN_ADDRESS, or neither.")]
    [InlineData("http://staging.example.org", "on", "", "The address of the site is 'http://staging.example.org': write it with https and without a path")]
    [InlineData("https://staging.example.org/", "on", "", "The address of the site is 'https://staging.example.org/': write it with https and without a path")]
    [InlineData("https://staging.example.org", "", "", "Sign-in needs https, and without Front Door the site has none: set AZURE_EDGE to on")]
    public async Task A_sign_in_that_nobody_could_finish_is_refused(string address, string edge, string door, string sentence) => Assert.Contains(
        sentence,
        await predictions.RefusalAsync(("AZURE_SIGN_IN_CLIENT_ID", "app"), ("AZURE_SIGN_IN_ADDRESS", address), ("AZURE_EDGE", edge), ("AZURE_ONLY_FRONT_DOOR", door)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("sunday 03:00")]
    [InlineData("Sun 3:00")]
    [InlineData("Sun 24:00")]
    [InlineData("Sun-03:00")]
    [InlineData("Sun 03:00 ")]
    public async Task A_maintenance_window_that_is_none_is_refused(string window) =>
        Assert.Contains(
            $"The maintenance window is '{window}': write a day and a time in UTC, for example Sun 03:00 (AZURE_DATABASE_MAINTENANCE).",
            await predictions.RefusalAsync(("AZURE_ENVIRONMENT_PROFILE", "production"), ("AZURE_DATABASE_MAINTENANCE", window)),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_maintenance_window_of_a_burstable_database_is_refused() =>
        Assert.Contains(
            "A maintenance window needs a larger database than Burstable: choose the profile production (AZURE_ENVIRONMENT_PROFILE), or no window (AZURE_DATABASE_MAINTENANCE).",
            await predictions.RefusalAsync(("AZURE_ENVIRONMENT_PROFILE", "small"), ("AZURE_DATABASE_MAINTENANCE", "Sun 03:00")),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_maintenance_window_is_left_to_the_hook() =>
        Assert.Equal([], (await predictions.OfAsync("maintenance")).DifferencesFrom(await predictions.OfAsync("production")));

    [Theory]
    [InlineData("create")]
    [InlineData("keep")]
    public async Task A_read_replica_of_a_burstable_database_is_refused(string replica) =>
        Assert.Contains(
            "A read replica needs a larger database than Burstable: choose the profile production (AZURE_ENVIRONMENT_PROFILE), or no replica (AZURE_DATABASE_REPLICA).",
            await predictions.RefusalAsync(("AZURE_ENVIRONMENT_PROFILE", "small"), ("AZURE_DATABASE_REPLICA", replica)),
            StringComparison.Ordinal);
}
