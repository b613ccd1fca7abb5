using System.Collections.Immutable;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Platform.Architecture.Tests.Model;

/// <summary>A call with those of its arguments that are constants in the IL; the others are <see langword="null"/>.</summary>
internal sealed record CallWithConstants(MethodDefinition Caller, MethodReference Called, IReadOnlyList<object?> Arguments)
{
    /// <summary>The constant handed to the parameter of this name; nothing when it is computed or there is no such parameter.</summary>
    public string? Text(string parameter)
    {
        var parameters = Called.Resolve().Parameters;
        var index = parameters.TakeWhile(each => each.Name != parameter).Count();
        return index < parameters.Count ? Arguments[index] as string : null;
    }

    /// <summary>All calls of a body, found by running it on a stack that knows constants and nothing else.</summary>
    public static IEnumerable<CallWithConstants> In(MethodDefinition caller)
    {
        var stack = ImmutableStack<object?>.Empty;
        var atTarget = new Dictionary<Instruction, ImmutableStack<object?>>();
        foreach (var handler in caller.Body.ExceptionHandlers)
        {
            // A catch or a filter starts with the exception on the stack.
            if (handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter)
                atTarget[handler.HandlerStart] = ImmutableStack.Create<object?>((object?)null);
            if (handler.FilterStart is { } filter)
                atTarget[filter] = ImmutableStack.Create<object?>((object?)null);
        }

        foreach (var instruction in caller.Body.Instructions)
        {
            if (atTarget.TryGetValue(instruction, out var arriving))
                stack = stack.IsEmpty ? arriving : Merge(stack, arriving);

            if (instruction.Operand is MethodReference called && instruction.OpCode.Code is Code.Call or Code.Callvirt or Code.Newobj)
            {
                var arguments = new object?[called.Parameters.Count];
                for (var i = arguments.Length - 1; i >= 0; i--)
                    stack = Pop(stack, out arguments[i]);
                if (called.HasThis && instruction.OpCode.Code != Code.Newobj)
                    stack = Pop(stack, out _);
                if (instruction.OpCode.Code == Code.Newobj || called.ReturnType.FullName != "System.Void")
                    stack = stack.Push(null);
                yield return new CallWithConstants(caller, called, arguments);
            }
            else
            {
                stack = Run(instruction, stack, caller);
            }

            foreach (var target in Targets(instruction))
                atTarget[target] = atTarget.TryGetValue(target, out var known) ? Merge(known, stack) : stack;
            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
                stack = ImmutableStack<object?>.Empty;
        }
    }

    private static ImmutableStack<object?> Run(Instruction instruction, ImmutableStack<object?> stack, MethodDefinition caller)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldstr:
                return stack.Push(instruction.Operand);
            case Code.Dup:
                stack = Pop(stack, out var top);
                return stack.Push(top).Push(top);
            case Code.Leave or Code.Leave_S:
                return ImmutableStack<object?>.Empty;
            case Code.Ret:
                return caller.ReturnType.FullName == "System.Void" ? stack : Pop(stack, out _);
            case Code.Calli:
                var site = (CallSite)instruction.Operand;
                for (var i = 0; i <= site.Parameters.Count; i++)
                    stack = Pop(stack, out _);
                return site.ReturnType.FullName == "System.Void" ? stack : stack.Push(null);
        }
        for (var i = Popped(instruction.OpCode.StackBehaviourPop); i > 0; i--)
            stack = Pop(stack, out _);
        for (var i = Pushed(instruction.OpCode.StackBehaviourPush); i > 0; i--)
            stack = stack.Push(null);
        return stack;
    }

    private static Instruction[] Targets(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => [],
    };

    private static ImmutableStack<object?> Merge(ImmutableStack<object?> left, ImmutableStack<object?> right) => left.IsEmpty || right.IsEmpty
        ? ImmutableStack<object?>.Empty
        : Merge(left.Pop(), right.Pop()).Push(Equals(left.Peek(), right.Peek()) ? left.Peek() : null);

    private static ImmutableStack<object?> Pop(ImmutableStack<object?> stack, out object? value)
    {
        if (!stack.IsEmpty)
            return stack.Pop(out value);
        value = null;
        return stack;
    }

    private static int Popped(StackBehaviour behaviour) => behaviour switch
    {
        StackBehaviour.Pop0 or StackBehaviour.PopAll or StackBehaviour.Varpop => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8 or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
        _ => 3,
    };

    private static int Pushed(StackBehaviour behaviour) => behaviour switch
    {
        StackBehaviour.Push0 or StackBehaviour.Varpush => 0,
        StackBehaviour.Push1_push1 => 2,
        _ => 1,
    };
}
