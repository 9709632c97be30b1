#if AZURE_SDK_SURFACE
namespace Tollgate.Hosting.Azure.Azurite.Tests;

public sealed class SurfaceTests
{
    [Fact(Skip = "Built with AzureSdk=surface: the contract tests on Azurite need the official Azure packages. Run 'dotnet test Azure.slnf' on a feed that carries them.")]
    public void The_contracts_hold_on_azurite()
    {
    }
}
#endif
