return OrleansCommerce.Server.ServerApp.Run(args);
