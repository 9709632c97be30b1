using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.Platform.Sagas;

/// <summary>A registered step.</summary>
public sealed class StepDefinition
{
    private readonly Func<IServiceProvider, JsonElement, StepExecution, CancellationToken, ValueTask<JsonElement>> _run;

    private StepDefinition(string name, Func<IServiceProvider, JsonElement, StepExecution, CancellationToken, ValueTask<JsonElement>> run) =>
        (Name, _run) = (SagaLimits.CheckName(name, "a step"), run);

    /// <summary>The name by which sagas ask for it.</summary>
    public string Name { get; }

    /// <summary>What a class does under a name.</summary>
    /// <exception cref="ArgumentException">The name is invalid, or the class doesn't implement <see cref="ISagaStep{TInput, TResult}"/> exactly once.</exception>
    public static StepDefinition Of<TStep>(string name)
        where TStep : class
    {
        var shapes = typeof(TStep).GetInterfaces().Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ISagaStep<,>)).ToList();
        if (shapes is not [var shape])
        {
            throw new ArgumentException($"{typeof(TStep).Name} implements ISagaStep<TInput, TResult> {shapes.Count} times; a step does exactly once.");
        }

        var bind = typeof(StepDefinition).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (StepDefinition)bind.MakeGenericMethod([typeof(TStep), .. shape.GenericTypeArguments]).Invoke(null, [name])!;
    }

    /// <summary>Runs one try of the step, made from the services of its scope.</summary>
    /// <exception cref="SagaStepFailed">The step failed for good, or can't read its input.</exception>
    public ValueTask<JsonElement> RunAsync(IServiceProvider services, JsonElement input, StepExecution execution, CancellationToken cancellationToken) =>
        _run(services, input, execution, cancellationToken);

    private static StepDefinition Bind<TStep, TInput, TResult>(string name)
        where TStep : class, ISagaStep<TInput, TResult>
    {
        var make = ActivatorUtilities.CreateFactory<TStep>([]);
        return new StepDefinition(name, async (services, json, execution, cancellationToken) =>
        {
            var input = SagaJson.Read<TInput>(json, $"The input of step '{name}'");
            return JsonSerializer.SerializeToElement(await make(services, null).RunAsync(input, execution, cancellationToken), SagaJson.Options);
        });
    }
}
