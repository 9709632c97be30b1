using Microsoft.Extensions.Configuration;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Tests.Settings;

public sealed class AzureSettingsTests
{
    private static readonly ModuleInfo Module = new(
        "sample",
        [new TableInfo("Rows", StorageHome.Own, StorageAccess.Write), new TableInfo("Shared", StorageHome.Platform, StorageAccess.Read)],
        []);

    [Fact]
    public void A_missing_setting_stops_the_app_with_its_name_and_how_to_set_it()
    {
        var exception = Assert.Throws<AzureSettingsException>(() => Read());

        Assert.Contains("AzureWebJobsStorage__accountName", exception.Message, StringComparison.Ordinal);
        Assert.Contains("PlatformStorage__accountName", exception.Message, StringComparison.Ordinal);
        Assert.Contains("UseDevelopmentStorage=true", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var exception = Assert.Throws<AzureSettingsException>(() => Read(
            ("AzureWebJobsStorage:accountName", "Not An Account"),
            ("PlatformStorage:tableServiceUri", "http://plain.example"),
            ("PlatformStorage:blobServiceUri", "https://b.example"),
            ("KeyVault:vaultUri", "vault"),
            ("Edge:TrustPlatform", "perhaps"),
            ("Edge:TrustedProxies", "10.0.0.0/8, proxy.example"),
            ("Edge:ClientCertificate", "1"),
            ("Edge:MaxRequestBodyBytes", "0"),
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", "IngestionEndpoint=https://i.example/"),
            ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "ClientId=id"),
            ("OTEL_TRACES_SAMPLER", "traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "10 %")));

        string[] names =
        [
            "AzureWebJobsStorage__accountName", "PlatformStorage__tableServiceUri", "KeyVault__vaultUri", "Edge__TrustPlatform",
            "Edge__TrustedProxies", "Edge__ClientCertificate", "Edge__MaxRequestBodyBytes",
            "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "OTEL_TRACES_SAMPLER_ARG",
        ];
        Assert.Equal(names.Length, exception.Faults.Count);
        Assert.All(names, name => Assert.Single(exception.Faults, fault => fault.Contains($"'{name}'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("microsoft.fixed_percentage", "0.1", 0.1f)]
    [InlineData("parentbased_traceidratio", "0.25", 0.25f)]
    [InlineData("always_off", null, 0f)]
    [InlineData("parentbased_always_on", "0.1", 1f)]
    [InlineData("", "0.1", 1f)]
    public void A_sampler_says_which_share_of_traces_is_kept(string sampler, string? argument, float share)
    {
        List<string> faults = [];

        var settings = TelemetrySettings.Read(Configuration(("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument!)), faults);

        Assert.Empty(faults);
        Assert.Equal(share, settings.TracesShare);
    }

    [Theory]
    [InlineData("microsoft.rate_limited")]
    [InlineData("jaeger_remote")]
    public void A_sampler_that_is_not_known_is_a_fault(string sampler)
    {
        List<string> faults = [];

        TelemetrySettings.Read(Configuration(("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", "0.5")), faults);

        Assert.Contains($"'{sampler}'", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_that_the_module_does_not_use_need_not_be_set()
    {
        var settings = AzureSettings.Read(Configuration(), new ModuleInfo("sample", [], []));

        Assert.Equal((null, null), (settings.OwnStorage, settings.PlatformStorage));
    }

    [Fact]
    public void A_connection_string_is_one_shape_and_no_text_form_shows_it()
    {
        var settings = Read(("AzureWebJobsStorage", "UseDevelopmentStorage=true"), ("PlatformStorage", "AccountName=a;AccountKey=hidden"));

        Assert.Equal(("UseDevelopmentStorage=true", "AccountName=a;AccountKey=hidden"), (settings.OwnStorage?.ConnectionString, settings.PlatformStorage?.ConnectionString));
        Assert.DoesNotContain("hidden", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "AccountKey=hidden")]
    [InlineData("AzureWebJobsStorage", "@Microsoft.KeyVault(SecretUri=https://hidden.example)")]
    [InlineData("AzureWebJobsStorage:accountName", "AccountName=a;AccountKey=hidden")]
    [InlineData("AzureWebJobsStorage:tableServiceUri", "http://a.example?sig=hidden")]
    [InlineData("KeyVault:vaultUri", "hidden")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "hidden")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "Authorization=hidden")]
    public void A_malformed_setting_stops_the_app_with_its_name_and_without_its_value(string name, string value)
    {
        var exception = Assert.Throws<AzureSettingsException>(() => Read(("PlatformStorage", "UseDevelopmentStorage=true"), (name, value)));

        Assert.Contains($"'{name.Replace(":", "__", StringComparison.Ordinal)}'", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=k;EndpointSuffix=core.windows.net")]
    [InlineData("BlobEndpoint=https://b.example;TableEndpoint=https://t.example;SharedAccessSignature=s")]
    public void Every_form_of_a_connection_string_is_taken(string value)
    {
        var settings = Read(("AzureWebJobsStorage", value), ("PlatformStorage", value));

        Assert.Equal(value, settings.OwnStorage?.ConnectionString);
    }

    [Fact]
    public void A_managed_identity_is_the_other_shape()
    {
        var settings = Read(
            ("AzureWebJobsStorage:accountName", "own1"),
            ("AzureWebJobsStorage:credential", "managedidentity"),
            ("AzureWebJobsStorage:clientId", "id"),
            ("PlatformStorage:tableServiceUri", "https://t.example/"),
            ("PlatformStorage:blobServiceUri", "https://b.example/"));

        Assert.Equal("https://own1.table.core.windows.net/", settings.OwnStorage?.TableUri?.AbsoluteUri);
        Assert.Equal("https://own1.blob.core.windows.net/", settings.OwnStorage?.BlobUri?.AbsoluteUri);
        Assert.Equal(new IdentitySettings(true, "id"), settings.OwnStorage?.Identity);
        Assert.Equal("https://t.example/", settings.PlatformStorage?.TableUri?.AbsoluteUri);
        Assert.Equal(new IdentitySettings(false, null), settings.PlatformStorage?.Identity);
    }

    [Fact]
    public void Every_identity_makes_a_credential()
    {
        IdentitySettings[] identities = [new(true, "id"), new(true, null), new(false, "id"), new(false, null)];

        var credentials = identities.Select(identity => identity.CreateCredential().GetType().Name);

        Assert.Equal(["ManagedIdentityCredential", "ManagedIdentityCredential", "DefaultAzureCredential", "DefaultAzureCredential"], credentials);
    }

    [Fact]
    public void The_edge_trusts_nobody_unless_told_so()
    {
        var settings = Read(("AzureWebJobsStorage", "AccountName=x"), ("PlatformStorage", "AccountName=x"));

        Assert.Equal((false, false, "CLIENT-IP", 100L << 20), (
            settings.Edge.TrustPlatform, settings.Edge.ClientCertificate, settings.Edge.ClientAddressHeader, settings.Edge.MaxRequestBodyBytes));
    }

    private static AzureSettings Read(params (string Name, string Value)[] settings) => AzureSettings.Read(Configuration(settings), Module);

    private static IConfigurationRoot Configuration(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
        .Build();
}
