using System.Text.Json;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Tests.Configuration;

public sealed class ConfigurationJsonTests
{
    [Fact]
    public void Absent_keys_have_the_values_that_the_model_documents()
    {
        const string json = """{ "api": "orders", "path": "/orders", "upstream": "orders", "routes": [{ "match": "/" }] }""";

        var api = JsonSerializer.Deserialize(json, ConfigurationJson.Default.ApiConfig)!;

        Assert.Equal("orders", api.Name);
        Assert.Equal(OwnedResourceConfig.DefaultTenant, api.Tenant);
        Assert.Equal(ApiStage.Published, api.Stage);
        Assert.Empty(api.Hosts);
        Assert.Empty(api.Use);
        Assert.Empty(api.Routes[0].Use);
    }
}
